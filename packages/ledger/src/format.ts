import { LedgerError } from '@glidepath/conductor';
import type { EnvironmentState, Event, VerdictNote } from '@glidepath/rollout';
import * as z from 'zod/mini';
import { releaseOf } from './releases.ts';
import { recordSchema } from './schema.ts';
import { NOTE_LIMIT, plain, printableJson, wrap } from './text.ts';
import { subjectOf, weightText } from './words.ts';

/** Raised with every change of the data's shape. */
const VERSION = 1;
const WIDTH = 72;
const KEY = 'Glidepath-Entry';

/** What an entry holds. */
export interface Recorded {
  readonly event: Event;
  readonly state: EnvironmentState;
}

/** `foreign`: not written by Glidepath. `newer`: written by a later version. `damaged`: no longer what was written. */
export type Fault = 'foreign' | 'newer' | 'damaged';

/** A commit message that is no entry which this version can read. */
export class UnreadableEntry extends LedgerError {
  readonly fault: Fault;

  constructor(fault: Fault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/**
 * The commit message of an entry: a subject line and sentences for people, then git trailers, the last of which holds
 * the whole state as JSON. `remark` is one more sentence for people; it is not read back.
 * @throws LedgerError where the event or the state is not of the recorded shape, such as a count that is no number
 */
export function encode(event: Event, state: EnvironmentState, remark = ''): string {
  const checked = z.safeParse(recordSchema, { event: tidyEvent(event), state: tidyState(state) });
  if (!checked.success) throw new LedgerError(`This entry cannot be recorded: ${firstIssue(checked.error)}.`);
  const recorded = checked.data;
  const paragraphs = [
    subjectOf(recorded.event, recorded.state),
    wrap(recorded.event.note, WIDTH),
    wrap(reasonBeside(recorded.event), WIDTH),
    wrap(plain(remark, NOTE_LIMIT), WIDTH),
    [...facts(recorded), `${KEY}: ${dataOf(recorded)}`].join('\n'),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

/**
 * Reads what `encode` wrote.
 * @throws UnreadableEntry
 */
export function decode(message: string): Recorded {
  const data = findData(message);
  if (data === null) throw new UnreadableEntry('foreign', `its message has no "${KEY}:" block`);
  const json = parseJson(data);
  const version = z.safeParse(z.object({ version: z.int().check(z.gte(1)) }), json);
  if (!version.success) throw new UnreadableEntry('damaged', `its "${KEY}:" block has no version`);
  if (version.data.version > VERSION) {
    throw new UnreadableEntry(
      'newer',
      `it was written by a newer glidepath (format ${version.data.version}, this one reads up to ${VERSION})`,
    );
  }
  const recorded = z.safeParse(recordSchema, json);
  if (!recorded.success) throw new UnreadableEntry('damaged', firstIssue(recorded.error));
  return recorded.data;
}

/** The verdict's sentence, unless the note says it already. */
function reasonBeside({ note, verdict }: Event): string {
  return verdict === null || note.includes(verdict.reason) ? '' : verdict.reason;
}

/** Trailers for people, and for `git log --format='%(trailers:key=...)'`. */
function facts({ event, state }: Recorded): string[] {
  const release = releaseOf(event, state);
  const pairs: [string, string | null | undefined][] = [
    ['Release', release?.name],
    ['Digest', release?.digest],
    ['Commit', release?.commit],
    ['Weight', weightText(state)],
    ['Verdict', event.verdict?.kind],
    ['Actor', event.actor],
    ['Run', state.lease?.holder.url],
  ];
  return pairs.flatMap(([key, value]) => {
    const shown = plain(value ?? '', NOTE_LIMIT);
    return shown === '' ? [] : [`${key}: ${shown}`];
  });
}

/** One line for each part of the state. Git takes a line that starts with a space for the trailer's continuation. */
function dataOf({ event, state }: Recorded): string {
  const parts = Object.entries(state).map(([key, value]) => `"${key}":${printableJson(value)}`);
  return `{"version":${VERSION},\n "event":${printableJson(event)},\n "state":{${parts.join(',\n  ')}}}`;
}

/** The last block wins: a note cannot pass itself off as one, since it stands above. */
function findData(message: string): string | null {
  const lines = message.split(/\r?\n/);
  const start = lines.findLastIndex((line) => line.startsWith(`${KEY}:`));
  if (start === -1) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !line.startsWith(' '));
  const block = [lines[start]?.slice(KEY.length + 1) ?? '', ...rest.slice(0, end === -1 ? undefined : end)];
  return block.join('\n');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableEntry('damaged', `its "${KEY}:" block is not JSON`);
  }
}

function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  return issue === undefined
    ? 'its data is not an entry'
    : `its ${issue.path.join('.')} is not valid (${issue.code})`;
}

function tidyEvent(event: Event): Event {
  return {
    ...event,
    note: plain(event.note, NOTE_LIMIT),
    verdict: event.verdict === null ? null : tidyVerdict(event.verdict),
  };
}

function tidyVerdict(verdict: VerdictNote): VerdictNote {
  return {
    ...verdict,
    reason: plain(verdict.reason, NOTE_LIMIT),
    slis: verdict.slis.map((sli) => ({
      ...sli,
      lnRollback: evidence(sli.lnRollback),
      lnPromotion: evidence(sli.lnPromotion),
    })),
  };
}

/** JSON has no infinity: -Infinity means "not run" to the judge, +Infinity stays the strongest evidence there is. */
function evidence(value: number | null): number | null {
  if (value === null || value === Number.NEGATIVE_INFINITY) return null;
  return value === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : value;
}

function tidyState(state: EnvironmentState): EnvironmentState {
  const request = state.rollout?.request;
  const closed = state.closed && { ...state.closed, reason: plain(state.closed.reason, NOTE_LIMIT) };
  if (!state.rollout || !request) return { ...state, closed };
  return {
    ...state,
    closed,
    rollout: { ...state.rollout, request: { ...request, note: plain(request.note, NOTE_LIMIT) } },
  };
}
