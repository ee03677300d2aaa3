import { EventEmitter } from 'node:events';
import type { FlagTrouble } from '@glidepath/conductor';
import { shown } from '@glidepath/model';
import type { EnhancedFeatureInterface, FeatureInterface } from 'unleash-client/lib/feature.js';
import type { RepositoryInterface } from 'unleash-client/lib/repository/index.js';
import type { Segment } from 'unleash-client/lib/strategy/strategy.js';
import * as z from 'zod/mini';
import { isFeature, isSegment } from '../boundary.ts';
import { broken, refused, unreachable, unwell } from '../troubles.ts';
import { boundedFetch, whyNot } from '../web/bounded-fetch.ts';
import { jsonIn } from '../web/json-text.ts';

/** Nobody waits for longer. */
const TIMEOUT_MS = 60_000;
const Answer = z.object({
  features: z.array(z.unknown()),
  segments: z.optional(z.nullable(z.array(z.unknown()))),
});

export interface Access {
  readonly place: string;
  readonly url: string;
  readonly app: string;
  readonly token: string;
  readonly tokenEnv: string;
}

/**
 * The flags of Unleash's client API, for its own evaluator. The SDK's repository asks every so often and answers with
 * what it has; this one asks when it is told to, so that what it has is never old.
 */
export class ClientApi extends EventEmitter implements RepositoryInterface {
  readonly #access: Access;
  readonly #closed = new AbortController();
  #features = new Map<string, FeatureInterface>();
  #segments = new Map<number, Segment>();
  #etag: string | null = null;
  #refreshing: Promise<FlagTrouble | null> | null = null;

  constructor(access: Access) {
    super();
    this.#access = access;
  }

  /** Asks once for all who ask at the same time; null: what is here is what Unleash has. Never rejects. */
  async refresh(): Promise<FlagTrouble | null> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async start(): Promise<void> {}

  stop(): void {
    this.#closed.abort();
  }

  getToggle(name: string): FeatureInterface | undefined {
    return this.#features.get(name);
  }

  getToggles(): FeatureInterface[] {
    return [...this.#features.values()];
  }

  getTogglesWithSegmentData(): EnhancedFeatureInterface[] {
    return this.getToggles().map(({ strategies = [], ...feature }) => ({
      ...feature,
      strategies: strategies.map(({ segments = [], ...strategy }) => ({
        ...strategy,
        segments: segments.map((id) => this.#segments.get(id)),
      })),
    }));
  }

  getSegment(id: number): Segment | undefined {
    return this.#segments.get(id);
  }

  async #ask(): Promise<FlagTrouble | null> {
    const { place, url, app, token, tokenEnv } = this.#access;
    try {
      const response = await boundedFetch(`${url}/client/features`, {
        headers: {
          Authorization: token,
          'Unleash-AppName': app,
          'Unleash-Client-Spec': '5.2.0',
          ...(this.#etag === null ? {} : { 'If-None-Match': this.#etag }),
        },
        signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const { status } = response;
      if (status === 304 && this.#etag !== null) return null;
      if (status === 401 || status === 403) return refused(place, tokenEnv, status);
      if (status !== 200)
        return (
          unwell(place, status) ??
          broken(place, `answers with what is no list of flags (HTTP ${status})`, CHECK_URL)
        );
      return this.#take(await response.text(), response.headers.get('etag'));
    } catch (error) {
      return unreachable(place, `does not answer (${shown(whyNot(error), [token])})`);
    }
  }

  #take(body: string, etag: string | null): FlagTrouble | null {
    const answer = Answer.safeParse(jsonIn(body));
    const segments = answer.data?.segments ?? [];
    if (!answer.success || !answer.data.features.every(isFeature) || !segments.every(isSegment))
      return broken(this.#access.place, 'answers with what is no list of flags', CHECK_URL);
    this.#features = new Map(answer.data.features.filter(isFeature).map((one) => [one.name, one]));
    this.#segments = new Map(segments.filter(isSegment).map((one) => [one.id, one]));
    this.#etag = etag;
    return null;
  }
}
const CHECK_URL = 'check the url under flags.unleash, which ends in /api';
