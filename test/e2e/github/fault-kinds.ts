import type { Fault } from '../../github/index.ts';

type Kinds = Readonly<Record<string, Fault>>;

/** What can go wrong with one call, by what people would call it. */
export const TROUBLES = {
  'a 500': { kind: 'status', status: 500 },
  'a page of a 502': { kind: 'status', status: 502, html: true },
  'a reset connection': { kind: 'reset' },
  'half an answer': { kind: 'truncated' },
  'an answer lost after the write': { kind: 'lost-answer' },
} as const satisfies Kinds;

/** Each holds every call up for a while. */
export const LIMITS = {
  'a spent limit with headers': { kind: 'rate-limit', resetIn: 1 },
  'a secondary limit with a time': { kind: 'secondary-limit', retryAfter: 1 },
  'a secondary limit by 429': { kind: 'secondary-limit', status: 429, retryAfter: 1 },
} as const satisfies Kinds;

/** GitHub does not say for how long: a minute is waited. */
export const UNTOLD = {
  'a spent limit without headers': { kind: 'rate-limit', bare: true },
  'a secondary limit without a time': { kind: 'secondary-limit' },
} as const satisfies Kinds;

/** Each holds its call up for as long as a try may take. */
export const HANGS = {
  'no answer': { kind: 'timeout' },
  'an answer that hangs after the write': { kind: 'lost-answer', hang: true },
} as const satisfies Kinds;

/** GitHub's no. */
export const REFUSALS = {
  'a 409': { kind: 'status', status: 409 },
  'a 422': { kind: 'status', status: 422 },
} as const satisfies Kinds;
