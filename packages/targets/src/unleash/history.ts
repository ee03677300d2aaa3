import { TargetError } from '@glidepath/conductor';
import { shown } from '@glidepath/model';
import * as z from 'zod/mini';
import { jsonIn } from '../web/json-text.ts';
import type { AdminCalls } from './admin-call.ts';

/** As many as are looked at, newest first. */
const MOST_EVENTS = 100;
const LONGEST_NAME = 100;

const strategySchema = z.nullish(
  z.object({ id: z.optional(z.string()), title: z.optional(z.nullable(z.string())) }),
);
const eventSchema = z.object({
  type: z.string(),
  createdBy: z.optional(z.nullable(z.string())),
  createdAt: z.string(),
  environment: z.optional(z.nullable(z.string())),
  data: z.optional(z.unknown()),
  preData: z.optional(z.unknown()),
});
const eventsSchema = z.object({ events: z.array(eventSchema) });

/** A change of a flag, by Unleash's event log. */
export interface Change {
  readonly type: string;
  /** Null: of the flag in all environments. */
  readonly environment: string | null;
  /** Of the strategy that it was about, before and after. */
  readonly strategyId: string | null;
  readonly title: string | null;
  /** The name as a message may have it. */
  readonly by: string | null;
  /** ISO 8601, in UTC. */
  readonly at: string | null;
}

/** The newest changes of a flag, newest first; none where the log can't be read: what is told is told without a name. */
export async function changesOf(calls: AdminCalls, flag: string): Promise<readonly Change[]> {
  const query = new URLSearchParams({ feature: `IS:${flag}`, limit: String(MOST_EVENTS) });
  try {
    const answer = await calls.ask('GET', `/search/events?${query.toString()}`);
    const read = eventsSchema.safeParse(answer.kind === 'done' ? jsonIn(answer.body) : null);
    return read.success ? read.data.events.map(changeOf) : [];
  } catch (error) {
    if (error instanceof TargetError) return [];
    throw error;
  }
}

function changeOf({ type, createdBy, createdAt, environment, data, preData }: Event): Change {
  const about = strategySchema.safeParse(preData ?? data).data;
  const at = new Date(createdAt);
  const by = shown(createdBy ?? '').slice(0, LONGEST_NAME);
  return {
    type,
    environment: environment ?? null,
    strategyId: about?.id ?? null,
    title: about?.title ?? null,
    by: by === '' ? null : by,
    at: Number.isNaN(at.getTime()) ? null : at.toISOString(),
  };
}
type Event = z.infer<typeof eventSchema>;

/** "dana, at 2026-11-22T10:00:48.000Z," or that it was somebody: who begins the sentence, with a capital. */
export function whoDid(change: Change | undefined): string {
  if (change === undefined) return 'Somebody';
  return `${change.by ?? 'Somebody'}${change.at === null ? '' : `, at ${change.at},`}`;
}
