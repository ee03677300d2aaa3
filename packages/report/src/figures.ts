import type { Counts } from '@glidepath/analysis';

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Bad of all, 0 to 1; null where there was nothing to share. */
export function shareOf(counts: Counts): number | null {
  return counts.total > 0 ? counts.bad / counts.total : null;
}

/** "3,711" */
export function countText(value: number): string {
  return COUNT.format(value);
}

/** A share from 0 to 1 as "0.73 %", with the digits that matter. */
export function shareText(share: number | null): string {
  if (share === null) return '–';
  const value = share * 100;
  if (value === 0) return '0 %';
  if (Math.abs(value) < 0.1) return `${Number(value.toPrecision(2))} %`;
  return `${Number(value.toFixed(value < 10 ? 2 : 1))} %`;
}

/** "3 of 412 (0.73 %)" */
export function countsText(counts: Counts): string {
  if (counts.total === 0) return 'no requests';
  return `${countText(counts.bad)} of ${countText(counts.total)} (${shareText(shareOf(counts))})`;
}

/** A weight from 0 to 100 as "12.5 %". */
export function weightText(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}

/** Top of an axis of weights: one of a few, so that rollouts can be compared. */
export function weightCeiling(weight: number): number {
  return [10, 25, 50].find((top) => weight <= top) ?? 100;
}

/** A natural logarithm of evidence, one digit. */
export function evidenceText(ln: number): string {
  if (ln === -Infinity) return '-∞';
  const text = ln.toFixed(1);
  return text === '-0.0' ? '0.0' : text;
}

/** A length of time: "850 ms", "12.3 s", "1 min 24 s", "2 h 5 min". */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${Number((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A length of time as a running clock: "00:12", "1:02:12". */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A moment, in milliseconds since 1970, as "2026-03-04 12:00:05 UTC". */
export function dateText(at: number): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '–';
}

/** A moment as "12:00:05 UTC". */
export function timeText(at: number): string {
  return dateText(at).slice(11) || '–';
}

/** A digest short enough for a line: its first 12 hexadecimal digits. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1…');
}
