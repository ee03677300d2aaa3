import { retryAfter } from '../web/retry-after.ts';

/** Where LaunchDarkly says nothing of the time. */
const UNTOLD_MS = 1000;

/** How long it wants to be left alone, ms: Retry-After, or else X-Ratelimit-Reset in ms since 1970. */
export function waitAsked(headers: Headers, now: number): number {
  const after = retryAfter(headers, now);
  if (after !== null) return after;
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? '';
  return /^\d{12,15}$/.test(reset) ? Math.max(0, Number(reset) - now) : UNTOLD_MS;
}
