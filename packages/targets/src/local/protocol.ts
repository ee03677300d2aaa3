import {
  digest,
  instant,
  isDigest,
  millis,
  percent,
  type Digest,
  type Instant,
  type Millis,
  type Percent,
} from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import * as z from 'zod/mini';

/** What client and daemon say to each other, and what they leave on disk. A change that breaks readers adds 1. */
export const PROTOCOL = 1;

const count = z.number().check(z.int(), z.minimum(0));
const port = z.number().check(z.int(), z.minimum(1), z.maximum(65_535));
const length = z.pipe(
  z.number().check(z.minimum(0)),
  z.transform((value): Millis => millis(value)),
);
const weight = z.pipe(
  z.number().check(z.minimum(0), z.maximum(100)),
  z.transform((value): Percent => percent(value)),
);
const digestText = z.pipe(
  z.string().check(z.refine(isDigest)),
  z.transform((value): Digest => digest(value)),
);
const release = z.object({
  digest: digestText,
  name: z.string().check(z.minLength(1)),
  commit: z.nullable(z.string()),
  committedAt: z.nullable(
    z.pipe(
      z.number(),
      z.transform((value): Instant => instant(value)),
    ),
  ),
});

export const desiredSchema: z.ZodMiniType<Desired> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('split'),
    strategy: z.enum(['canary', 'rolling', 'blue-green']),
    stable: z.nullable(release),
    candidate: release,
    weight,
  }),
  z.object({ kind: z.literal('only'), release }),
  z.object({ kind: z.literal('none') }),
]);

/** How the environment is run, whichever release it is. */
export interface Settings {
  readonly service: string;
  readonly environment: string;
  readonly instances: number;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | null;
  readonly stop: { readonly drain: Millis; readonly grace: Millis };
  /** Latencies in ms that some SLO asks about: each is an edge of the histogram. */
  readonly thresholds: readonly number[];
}

const settingsSchema: z.ZodMiniType<Settings> = z.object({
  service: z.string(),
  environment: z.string(),
  instances: z.number().check(z.int(), z.minimum(1), z.maximum(1000)),
  host: z.string().check(z.minLength(1)),
  port,
  metricsPort: z.nullable(port),
  stop: z.object({ drain: length, grace: length }),
  thresholds: z.array(z.number().check(z.positive())),
});

/** What the daemon was last told, and by the holder of which lease. PUT /v1/desired, and orders.json. */
export interface Orders {
  readonly protocol: typeof PROTOCOL;
  readonly fence: number;
  readonly desired: Desired;
  readonly settings: Settings;
}

export const ordersSchema: z.ZodMiniType<Orders> = z.object({
  protocol: z.literal(PROTOCOL),
  fence: count,
  desired: desiredSchema,
  settings: settingsSchema,
});

/** orders.json: the last orders, and whether a person has stopped the daemon since. */
export interface StoredOrders {
  readonly orders: Orders;
  readonly stopped: boolean;
}

export const storedOrdersSchema: z.ZodMiniType<StoredOrders> = z.object({
  orders: ordersSchema,
  stopped: z.boolean(),
});

/** daemon.json: how a client reaches the daemon that runs. */
export interface Contact {
  readonly protocol: number;
  readonly pid: number;
  readonly started: string | null;
  readonly port: number;
  readonly token: string;
}

export const contactSchema: z.ZodMiniType<Contact> = z.object({
  protocol: z.number(),
  pid: count,
  started: z.nullable(z.string()),
  port,
  token: z.string().check(z.minLength(32)),
});

export const INSTANCE_STATES = ['starting', 'ready', 'unhealthy', 'draining', 'stopping', 'gone'] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** GET /v1/state: what the daemon was asked for and how far it is. */
export interface StateAnswer {
  readonly desired: Desired | null;
  readonly fence: number;
  readonly settled: boolean;
  readonly failure: string | null;
  readonly note: string;
  readonly releases: readonly ReleaseState[];
}

export interface ReleaseState {
  readonly digest: Digest;
  readonly name: string;
  /** Share of traffic on the wire, 0 to 100. */
  readonly share: Percent;
  readonly instances: readonly InstanceView[];
}

export interface InstanceView {
  readonly pid: number | null;
  readonly port: number;
  readonly state: InstanceState;
  readonly inFlight: number;
}

export const stateSchema: z.ZodMiniType<StateAnswer> = z.object({
  desired: z.nullable(desiredSchema),
  fence: count,
  settled: z.boolean(),
  failure: z.nullable(z.string()),
  note: z.string(),
  releases: z.array(
    z.object({
      digest: digestText,
      name: z.string(),
      share: weight,
      instances: z.array(
        z.object({ pid: z.nullable(count), port, state: z.enum(INSTANCE_STATES), inFlight: count }),
      ),
    }),
  ),
});

/** GET /v1/counters: all since `series` began. */
export interface CountersAnswer {
  readonly releases: readonly ReleaseCounters[];
}

export interface ReleaseCounters {
  readonly digest: Digest;
  /** Changes when the counters began anew. */
  readonly series: string;
  readonly requests: number;
  readonly failures: number;
  readonly latency: {
    readonly count: number;
    readonly sumMs: number;
    /** Requests answered within each threshold. */
    readonly within: readonly { readonly thresholdMs: number; readonly count: number }[];
  };
}

const releaseCounters = z.array(
  z.object({
    digest: digestText,
    series: z.string(),
    requests: count,
    failures: count,
    latency: z.object({
      count,
      sumMs: z.number(),
      within: z.array(z.object({ thresholdMs: z.number(), count })),
    }),
  }),
);

export const countersSchema: z.ZodMiniType<CountersAnswer> = z.object({ releases: releaseCounters });

/** GET /v1/history: the counters as they stood a minute apart, oldest first, as far as this run of the daemon remembers. */
export interface HistoryAnswer {
  readonly snapshots: readonly Snapshot[];
}

export interface Snapshot extends CountersAnswer {
  /** In ms since 1970. */
  readonly at: number;
}

export const historySchema: z.ZodMiniType<HistoryAnswer> = z.object({
  snapshots: z.array(z.object({ at: z.number(), releases: releaseCounters })),
});

export const REFUSALS = ['fence', 'not-staged', 'port', 'invalid', 'stopping', 'internal'] as const;

/** Any answer that is not 2xx. */
export const refusalSchema = z.object({ error: z.enum(REFUSALS), message: z.string() });
export type Refusal = z.infer<typeof refusalSchema>;
