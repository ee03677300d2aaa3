/** How long a server wants to be left alone, ms; null where it does not say. Seconds, or a date: RFC 9110, 10.2.3. */
export function retryAfter(headers: Headers, now: number): number | null {
  const after = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
