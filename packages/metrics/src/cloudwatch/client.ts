import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { CloudWatchServer } from '@glidepath/model';
import type { AwsCredentialIdentity } from '@smithy/types';
import { credentialsFor, kept, secretsOf } from '../aws/credentials.ts';
import { inTime } from '../aws/in-time.ts';
import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import { joined, readPage, type Answer } from './answer.ts';
import { BoundedHandler } from './bounded-handler.ts';
import { down, garbage, troubleOf } from './trouble.ts';

/** What a look asks of a time, in ms since 1970; from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Fetched = { readonly kind: 'fetched'; readonly answers: ReadonlyMap<string, Answer> } | Trouble;

/** The dimensions of each metric of that name which had data of late. */
export type Listed =
  { readonly kind: 'listed'; readonly metrics: readonly Readonly<Record<string, string>>[] } | Trouble;

const MOST_ATTEMPTS = 3;
/** 100,800 points fit into a page. */
const MOST_PAGES = 50;
const MOST_LISTED_PAGES = 4;
const PAUSE_MS = 200;

/** CloudWatch's API in one region. Never rejects. */
export class Client {
  readonly #handler = new BoundedHandler();
  readonly #server: CloudWatchServer;
  readonly #sdk: CloudWatchClient;
  #secrets: readonly string[] = [];

  constructor(server: CloudWatchServer) {
    this.#server = server;
    const { region, endpoint, role } = server;
    const fetch = kept(credentialsFor(role, region));
    this.#sdk = new CloudWatchClient({
      ...(region === null ? {} : { region }),
      ...(endpoint === null ? {} : { endpoint }),
      credentials: async (): Promise<AwsCredentialIdentity> => {
        const found = await fetch();
        this.#secrets = secretsOf(found);
        return found;
      },
      // The SDK tries again, with growing pauses, what AWS throttles and what breaks on the way.
      maxAttempts: MOST_ATTEMPTS,
      requestHandler: this.#handler,
    });
  }

  /** The answers to all queries; those that CloudWatch failed at are asked for once more while there is time. */
  async fetch(calls: readonly (readonly MetricDataQuery[])[], span: Span, limitMs: number): Promise<Fetched> {
    return this.#within(limitMs, async (signal): Promise<Fetched> => {
      const answers = new Map<string, Answer>();
      for (const found of await Promise.all(calls.map((call) => this.#answered(call, span, signal)))) {
        if (found.kind !== 'fetched') return found;
        for (const [id, answer] of found.answers) answers.set(id, answer);
      }
      return { kind: 'fetched', answers };
    });
  }

  async #answered(call: readonly MetricDataQuery[], span: Span, signal: AbortSignal): Promise<Fetched> {
    const first = await this.#allPages(call, span, signal);
    if (first.kind !== 'fetched') return first;
    const failed = [...first.answers.values()].some(({ status }) => status === 'InternalError');
    if (!failed) return first;
    await sleep(PAUSE_MS, undefined, { signal });
    return this.#allPages(call, span, signal);
  }

  async #allPages(
    call: readonly MetricDataQuery[],
    { from, to }: Span,
    signal: AbortSignal,
  ): Promise<Fetched> {
    const answers = new Map<string, Answer>();
    let next: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const output: unknown = await this.#sdk.send(
        new GetMetricDataCommand({
          MetricDataQueries: [...call],
          StartTime: new Date(from),
          EndTime: new Date(to),
          ScanBy: 'TimestampAscending',
          ...(next === null ? {} : { NextToken: next }),
        }),
        { abortSignal: signal },
      );
      const read = readPage(output);
      if (typeof read === 'string') return garbage(read);
      if (read.said !== '') {
        const said = shown(read.said, this.#secrets);
        return down(`CloudWatch answered in part only: ${said}`, 'name fewer metrics in the SLOs');
      }
      for (const [id, answer] of read.answers) answers.set(id, joined(answers.get(id), answer));
      if (read.next === null) return { kind: 'fetched', answers };
      ({ next } = read);
    }
    return down(`CloudWatch's answer has more than ${MOST_PAGES} pages`, 'write a longer period');
  }

  /** Which metrics of a name had data of late, by the dimensions that are given; a value of null is any. */
  async metrics(
    namespace: string,
    metric: string,
    dimensions: Readonly<Record<string, string | null>>,
    limitMs: number,
  ): Promise<Listed> {
    return this.#within(limitMs, async (signal): Promise<Listed> => {
      const found: Record<string, string>[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_LISTED_PAGES; page++) {
        const { Metrics = [], NextToken } = await this.#sdk.send(
          new ListMetricsCommand({
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) =>
              Value === null ? { Name } : { Name, Value },
            ),
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          { abortSignal: signal },
        );
        for (const { Dimensions = [] } of Metrics) {
          found.push(Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])));
        }
        token = NextToken;
        if (token === undefined) break;
      }
      return { kind: 'listed', metrics: found };
    });
  }

  /** Looking for credentials takes its time too, and minds no signal. */
  async #within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | Trouble> {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
    this.#handler.lastStatus = null;
    try {
      return await inTime(work(signal), signal);
    } catch (error) {
      return troubleOf(error, {
        server: this.#server,
        secrets: this.#secrets,
        late: signal.aborted ? { limitMs, lastStatus: this.#handler.lastStatus } : null,
      });
    }
  }
}
