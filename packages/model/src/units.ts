export { digest, instant, isDigest, millis, percent } from './boundary.ts';
export type { Digest, Instant, Millis, Percent } from './boundary.ts';
