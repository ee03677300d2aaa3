/** Where LaunchDarkly says nothing of the time. */
const UNTOLD_MS = 1000;

/** How long it wants to be left alone, ms: Retry-After in seconds or as a date, X-Ratelimit-Reset in ms since 1970. */
export function waitAsked(headers: Headers, now: number): number {
  const after = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? '';
  return /^\d{12,15}$/.test(reset) ? Math.max(0, Number(reset) - now) : UNTOLD_MS;
}
