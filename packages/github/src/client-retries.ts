import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import { failureOf, plain, type Failure } from './faults.ts';

/**
 * Which failed calls are tried again.
 *
 * An answer can be lost after the call had its effect, so a call is only sent again where twice is the same as once:
 * - GET, PUT, PATCH and DELETE say so by their meaning. A second `PATCH git/refs` finds the ref at the commit already, or
 *   is refused because somebody has gone on from there; who moves a ref looks at it then.
 * - `POST git/blobs`, `trees` and `commits` name what they make by its content: twice is the same object.
 * - A second `POST git/refs` is refused as "already exists"; who makes a ref looks at it then.
 * - Any other POST (deployments, their statuses, issues, comments, pull requests, dispatches) would make a second one. It is
 *   sent again only where it never arrived: no connection came about. Who makes such a thing may look for it after
 *   a failure.
 *
 * 409 and 422 are answers, not failures. A rate limit is dealt with elsewhere.
 */
export const NOT_TRIED_AGAIN = [400, 401, 403, 404, 409, 410, 422, 429, 451];

export interface RetryRules {
  /** How many more tries a call has, where its own options do not say. */
  readonly retries: number;
  /** Aborted: every call has one try, so that a cancelled run is not held up. */
  readonly stop: AbortSignal;
  readonly note: (text: string) => void;
}

/** Decides, error by error, before octokit's plugin acts on it: register it before that one. */
export function decideRetries(octokit: Pick<Octokit, 'hook'>, { retries, stop, note }: RetryRules): void {
  octokit.hook.error('request', (error, options) => {
    const failure = failureOf(error);
    if (failure === null) throw error;
    const isWorthIt = failure.status >= 400 && !NOT_TRIED_AGAIN.includes(failure.status);
    const allowed = isWorthIt && !stop.aborted && mayRepeat(failure, error) ? retries : 0;
    options.request['retries'] = allowed;
    // The plugin would go on with what an earlier try of the same call was allowed.
    if ('request' in error && error.request.request !== undefined) error.request.request['retries'] = allowed;
    const tries = z.safeParse(z.number(), options.request['retryCount']);
    if (allowed > (tries.success ? tries.data : 0)) note(`GitHub: ${trouble(failure)}. Trying again.`);
    throw error;
  });
}

function mayRepeat({ request, response }: Failure, error: unknown): boolean {
  if (request.method !== 'POST') return true;
  const path = URL.parse(request.url)?.pathname ?? '';
  if (/\/git\/(blobs|trees|commits|refs)$/.test(path)) return true;
  return response === undefined && neverArrived(error);
}

/** Codes of errors before a connection exists: nothing can have been sent. */
const BEFORE_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function neverArrived(error: unknown): boolean {
  const fromFetch = z.safeParse(
    z.object({ cause: z.object({ cause: z.object({ code: z.string() }) }) }),
    error,
  );
  return fromFetch.success && BEFORE_CONNECTION.has(fromFetch.data.cause.cause.code);
}

function trouble({ status, message, response }: Failure): string {
  return response === undefined ? plain(message) || 'no answer' : `it answered ${status}`;
}
