import * as z from 'zod/mini';

/** An alert as Alertmanager knows it. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  /** unprocessed: it came in, and is not yet looked at: it may be silenced. */
  readonly state: 'active' | 'suppressed' | 'unprocessed';
  /** Milliseconds since 1970; null where it is no date. */
  readonly since: number | null;
}

/** How it fares itself. */
export interface Status {
  readonly settling: boolean;
  /** Since when it runs, in ms since 1970; null where it does not tell. */
  readonly since: number | null;
}

export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'other'; readonly why: string };

const labels = z.record(z.string(), z.string());
const alertsSchema = z.array(
  z.object({
    labels,
    startsAt: z.string(),
    status: z.object({ state: z.enum(['active', 'suppressed', 'unprocessed']) }),
  }),
);
const statusSchema = z.object({
  cluster: z.object({ status: z.string() }),
  uptime: z.optional(z.nullable(z.string())),
});
const errorSchema = z.union([z.string(), z.object({ message: z.string() })]);

export function readAlerts(json: unknown): Read<readonly Alert[]> {
  const read = z.safeParse(alertsSchema, json);
  if (!read.success) return otherForm(read.error);
  const value = read.data.map(({ labels: own, startsAt, status }): Alert => ({
    labels: own,
    state: status.state,
    since: timeOf(startsAt),
  }));
  return { kind: 'read', value };
}

export function readStatus(json: unknown): Read<Status> {
  const read = z.safeParse(statusSchema, json);
  if (!read.success) return otherForm(read.error);
  const { cluster, uptime } = read.data;
  const since = uptime === undefined || uptime === null ? null : timeOf(uptime);
  return { kind: 'read', value: { settling: cluster.status === 'settling', since } };
}

/** What Alertmanager, or the router in front of its API, says of an error. */
export function errorIn(json: unknown): string | null {
  const read = z.safeParse(errorSchema, json);
  if (!read.success) return null;
  return typeof read.data === 'string' ? read.data : read.data.message;
}

function timeOf(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function otherForm(error: z.core.$ZodError): { readonly kind: 'other'; readonly why: string } {
  const place = error.issues[0]?.path.join('.') ?? '';
  return { kind: 'other', why: `JSON of another form${place === '' ? '' : ` (at ${place})`}` };
}
