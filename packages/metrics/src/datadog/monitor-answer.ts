import * as z from 'zod/mini';
import { mutesIn, type Mute } from './mutes.ts';

/** quiet: it can fire and does not. blind: it can't tell. */
export type MonitorState = 'alert' | 'quiet' | 'blind';

/** A monitor as Datadog knows it. */
export interface Monitor {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  /** Nobody is told of it. */
  readonly draft: boolean;
  readonly state: MonitorState;
  /** As Datadog says it. */
  readonly stateName: string;
  /** Those of what it watches that Datadog tells of. */
  readonly groups: readonly Group[];
  /** By downtimes of the old kind; those of the new one are asked for apart. */
  readonly mutes: readonly Mute[];
}

export interface Group {
  /** What tells it from the others, tags separated by commas; of a monitor that has but one group, anything. */
  readonly name: string;
  readonly state: MonitorState;
  /** Milliseconds since 1970. */
  readonly since: number | null;
}

const maybe = <T extends z.core.$ZodType>(type: T) => z.optional(z.nullable(type));
const monitorsSchema = z.array(
  z.object({
    id: z.int(),
    name: maybe(z.string()),
    tags: maybe(z.array(z.string())),
    draft_status: maybe(z.string()),
    overall_state: maybe(z.string()),
    state: maybe(
      z.object({
        groups: maybe(
          z.record(z.string(), z.object({ status: maybe(z.string()), last_triggered_ts: maybe(z.number()) })),
        ),
      }),
    ),
    matching_downtimes: maybe(
      z.array(
        z.object({ start: maybe(z.number()), end: maybe(z.number()), scope: maybe(z.array(z.string())) }),
      ),
    ),
    options: maybe(z.object({ silenced: maybe(z.record(z.string(), z.nullable(z.number()))) })),
  }),
);

const matchesSchema = z.object({
  data: maybe(
    z.array(
      z.object({
        attributes: maybe(z.object({ scope: maybe(z.string()), groups: maybe(z.array(z.string())) })),
      }),
    ),
  ),
});

export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'other'; readonly why: string };

/** @param nowMs since 1970 */
export function readMonitors(json: unknown, nowMs: number): Read<readonly Monitor[]> {
  const read = z.safeParse(monitorsSchema, json);
  if (!read.success) return otherForm(read.error);
  const value = read.data.map((known): Monitor => {
    const stateName = known.overall_state ?? 'no state';
    return {
      id: known.id,
      name: known.name ?? `monitor ${known.id}`,
      tags: known.tags ?? [],
      draft: known.draft_status === 'draft',
      state: stateOf(stateName),
      stateName,
      groups: Object.entries(known.state?.groups ?? {}).map(([name, group]): Group => {
        const triggered = group.last_triggered_ts ?? 0;
        const since = triggered > 0 ? triggered * 1000 : null;
        return { name, state: stateOf(group.status ?? ''), since };
      }),
      mutes: mutesIn(known, nowMs),
    };
  });
  return { kind: 'read', value };
}

/** What mutes a monitor now. */
export function readMatches(json: unknown): Read<readonly Mute[]> {
  const read = z.safeParse(matchesSchema, json);
  if (!read.success) return otherForm(read.error);
  const value = (read.data.data ?? []).map(({ attributes }): Mute => ({
    scope: attributes?.scope ?? '*',
    groups: attributes?.groups ?? [],
  }));
  return { kind: 'read', value };
}

/** Warn is on the way to an alert, and none. A state that is not known yet tells nothing. */
function stateOf(name: string): MonitorState {
  switch (name) {
    case 'Alert':
      return 'alert';
    case 'OK':
    case 'Warn':
      return 'quiet';
    default:
      return 'blind';
  }
}

function otherForm(error: z.core.$ZodError): { readonly kind: 'other'; readonly why: string } {
  const place = error.issues[0]?.path.join('.') ?? '';
  return { kind: 'other', why: `JSON of another form${place === '' ? '' : ` (at ${place})`}` };
}
