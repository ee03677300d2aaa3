import { systemClock, type Clock } from '@glidepath/conductor';
import { millis, type Millis } from '@glidepath/model';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck/light.js';
import type { GitHubAccess } from './access.ts';
import { boundedFetch } from './client-fetch.ts';
import { heedLimits } from './client-limits.ts';
import { decideRetries, NOT_TRIED_AGAIN } from './client-retries.ts';
import { explain, failureOf, type Failure } from './faults.ts';

/** A repository on GitHub, and the one way to ask for anything there. A fake of it is a function. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /**
   * One call of the REST API. `{owner}` and `{repo}` in the route are filled in.
   * @param route as GitHub's docs have it: `GET /repos/{owner}/{repo}/git/ref/{ref}`
   * @param parameters for the route, the query or the body, by name; `headers` for headers
   * @throws GitHubError for every status but 2xx, and 304 where the call was conditional
   */
  request(route: string, parameters?: Parameters, how?: Manner): Promise<Answer>;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** How a call differs from others. */
export interface Manner {
  /** The longest wait for the end of a rate limit. */
  readonly patience?: Millis;
}

export interface Answer {
  readonly status: number;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the body held as JSON: untrusted. */
  readonly data: unknown;
}

export interface ClientOptions {
  /** Stands in front of octokit's own: `glidepath/1.2.0`. */
  readonly userAgent?: string;
  /** Aborts when the run is told to stop: no call waits or is tried again from then on, and each has 2.5 s. */
  readonly signal?: AbortSignal;
  /** Told of every wait and every further try. */
  readonly note?: (text: string) => void;
  readonly clock?: Clock;
  /** How long one try may take; 10 s. */
  readonly timeout?: Millis;
  /** How many more tries a call has that may be sent again; 2. */
  readonly retries?: number;
  /** Before the second try; the third comes after four times that. 250 ms. */
  readonly pause?: Millis;
  /** The longest wait for the end of a rate limit; 10 s, since a rollback's record waits as long. */
  readonly patience?: Millis;
}

/** GitHub's docs, "API Versions". A server that is too old to know versions ignores it. */
const API_VERSION = '2022-11-28';
const NEVER = new AbortController().signal;
const nothing = (): void => {};

/**
 * Writes begin 50 ms apart, not octokit's second. GitHub asks for that second of who makes "a large number" of writes; a
 * rollout makes a few dozen in an hour, and the ref should follow its commit at once. Comments and whatever else notifies
 * people keep octokit's three seconds.
 */
const writes = new Bottleneck.Group({ id: 'glidepath-write', maxConcurrent: 1, minTime: 50 });

/** The client of one run. Nothing is asked yet. */
export function createGitHub(
  access: GitHubAccess,
  options: ClientOptions = {},
): GitHub & { readonly octokit: Octokit } {
  const { owner, repo, apiUrl, serverUrl, token } = access;
  const { userAgent = 'glidepath', signal: stop = NEVER, note = nothing, clock = systemClock } = options;
  const { timeout = millis(10_000), retries = 2, pause = millis(250), patience = millis(10_000) } = options;
  const where = { apiUrl, owner, repo };
  // Octokit's own log writes every failed call to stderr.
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const Plugged = Octokit.plugin((bare) => decideRetries(bare, { retries, stop, note }), retry, throttling);
  const octokit = new Plugged({
    auth: token,
    baseUrl: apiUrl,
    userAgent,
    log,
    request: { log, fetch: boundedFetch({ timeout, stop, token }) },
    retry: { retryAfterBaseValue: pause, doNotRetry: NOT_TRIED_AGAIN },
    // Its own waits could not be cut short: they are ours.
    throttle: { write: writes, onRateLimit: () => false, onSecondaryRateLimit: () => false },
  });
  octokit.hook.before('request', (call) => {
    call.headers['x-github-api-version'] = API_VERSION;
  });
  heedLimits(octokit, { where, access, clock, patience, stop, note });
  octokit.hook.error('request', (error) => {
    throw failureOf(error)?.status === 304 ? error : explain(error, where, clock.now());
  });

  return {
    owner,
    repo,
    apiUrl,
    serverUrl,
    octokit,
    async request(route, parameters = {}, { patience: own } = {}) {
      // A call without options of its own would share, and change, those of all calls.
      const request = { retryCount: 0, ...(own === undefined ? {} : { patience: own }) };
      try {
        // On a route that has no place for them they would become a query.
        const place = route.includes('{owner}') ? { owner, repo } : {};
        const answer = await octokit.request(route, { ...place, ...parameters, request });
        if (answer.status >= 300) throw explain(redirected(answer, route), where, clock.now());
        return answerOf(answer.status, answer.headers, answer.data);
      } catch (error) {
        // To octokit, an answer to a conditional call is an error.
        const failure = failureOf(error);
        if (failure?.status !== 304) throw error;
        return answerOf(304, failure.response?.headers ?? {}, null);
      }
    },
  };
}

/** A write that led elsewhere: to octokit that is no failure. */
function redirected(
  { status, data }: { readonly status: number; readonly data: unknown },
  route: string,
): Failure {
  const [method = '', url = ''] = route.split(' ');
  return { status, message: '', request: { method, url }, response: { headers: {}, data } };
}

function answerOf(status: number, headers: Readonly<Record<string, unknown>>, data: unknown): Answer {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) texts[name] = String(value);
  return { status, headers: texts, data };
}
