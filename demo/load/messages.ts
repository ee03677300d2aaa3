import * as z from 'zod/mini';

/** What the demo tells its load generator, over the IPC channel. */
export const ORDER = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    /** On 127.0.0.1: the generator sends nowhere else. */
    port: z.int().check(z.minimum(1), z.maximum(65_535)),
    rate: z.number().check(z.positive()),
    /** Most requests under way at once. */
    connections: z.int().check(z.positive()),
    /** It stops by itself after this time. */
    longestMs: z.int().check(z.positive()),
    window: z.string(),
  }),
  /** Requests sent from now on count for another window. */
  z.object({ kind: z.literal('window'), name: z.string() }),
  /** Send no more, await what is under way, tell the last figures and end. */
  z.object({ kind: z.literal('stop') }),
]);
export type Order = z.infer<typeof ORDER>;

const COUNT = z.int().check(z.minimum(0));
const LATENCY = z.nullable(z.number());

const WINDOW = z.object({
  name: z.string(),
  /** How long it was open. */
  ms: COUNT,
  requests: COUNT,
  settled: COUNT,
  /** Status 500 or above, no connection, cut, or timed out. */
  failed: COUNT,
  /** Those of `failed` without the release's own mark. */
  failedNotByRelease: COUNT,
  /** Due, but not sent in time. */
  unsent: COUNT,
  /** Milliseconds from when the request was due to its last byte. */
  p50: LATENCY,
  p95: LATENCY,
  p99: LATENCY,
  answeredBy: z.record(z.string(), COUNT),
  /** What the failures were that the release did not cause, and how many of each. */
  faults: z.record(z.string(), COUNT),
});
export type WindowTally = z.infer<typeof WINDOW>;

/** What the load generator tells the demo. `final`: nothing is under way any more. */
export const NEWS = z.object({ kind: z.literal('tally'), final: z.boolean(), windows: z.array(WINDOW) });
export type News = z.infer<typeof NEWS>;
