import type { FlagAnswer, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import {
  formatPercent,
  type FlagGate,
  type FlagTargetSpec,
  type FlagValue,
  type Percent,
} from '@glidepath/model';

/** A flag that the delivery file names, how it stands, and whether it can go. Times are ISO 8601. */
export interface PlannedFlag {
  readonly key: string;
  /** What in the delivery file names it. */
  readonly usedBy: 'gate' | 'target' | `step ${string}`;
  /** The value that the gate waits for; null where it is a target. */
  readonly is: FlagValue | null;
  /** Whether the gate is open now, for a release that nobody has named; null where it is none, or nobody knows. */
  readonly open: boolean | null;
  /** How it stands, in one clause; null where it was not asked for, or nobody knows. */
  readonly state: string | null;
  /** When and by whom it was changed last; null where nobody knows. */
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  /** Everybody has had the value that is waited for, or rolled out, for so long that the flag does nothing any more. */
  readonly ready: boolean;
  /** What to do then, as a sentence; null where it is not ready. */
  readonly advice: string | null;
  /** Why not all is known, and how to mend it; null where nothing is wrong. */
  readonly trouble: string | null;
}

/** Where the delivery file names a flag. */
export type Use =
  | { readonly kind: 'gate'; readonly gate: FlagGate; readonly weight: Percent | null }
  | { readonly kind: 'target'; readonly target: FlagTargetSpec };

/** What is known of it; null: it was not asked for. */
export interface Found {
  readonly record: FlagRecord | FlagTrouble | null;
  /** What it evaluates to for this service and environment. */
  readonly answer: FlagAnswer | null;
}

/** A flag that everybody has had the same value of for so long can go. */
const LONG_MS = 30 * 86_400_000;
const LONGEST_VALUE = 60;

export function plannedFlag(use: Use, found: Found, now: number): PlannedFlag {
  const record = found.record?.kind === 'flag' ? found.record : null;
  const answer = found.answer?.kind === 'value' ? found.answer : null;
  const advice = record === null ? null : adviceOn(use, record, now);
  const state = record?.state ?? (answer === null ? null : `${shown(answer.value)} for this service now`);
  return {
    ...named(use),
    open: openness(use, record, answer),
    state,
    changedAt: record?.changed == null ? null : new Date(record.changed.at).toISOString(),
    changedBy: record?.changed?.by ?? null,
    ready: advice !== null,
    advice,
    trouble: troubleOf(use, found, record),
  };
}

export function keyOf(use: Use): string {
  return use.kind === 'gate' ? use.gate.key : use.target.flag;
}

function named(use: Use): Pick<PlannedFlag, 'key' | 'usedBy' | 'is'> {
  const key = keyOf(use);
  if (use.kind === 'target') return { key, usedBy: 'target', is: null };
  const { gate, weight } = use;
  return { key, usedBy: weight === null ? 'gate' : `step ${formatPercent(weight)}`, is: gate.is };
}

/** What everybody gets needs no evaluation. */
function openness(
  use: Use,
  record: FlagRecord | null,
  answer: Extract<FlagAnswer, { kind: 'value' }> | null,
): boolean | null {
  if (use.kind === 'target') return null;
  if (answer !== null) return answer.value === use.gate.is;
  const settledOn = record?.settledOn ?? null;
  return settledOn === null ? null : settledOn === JSON.stringify(use.gate.is);
}

/** A provider that can't be evaluated is no trouble where all is known without. */
function troubleOf(use: Use, { record, answer }: Found, known: FlagRecord | null): string | null {
  const idle = known !== null && openness(use, known, null) !== null;
  // Who evaluates a flag that was archived only knows that there is none.
  const gone = record?.kind === 'trouble' && (record.code === 'archived' || record.code === 'not-found');
  const troubles = [record, idle || gone ? null : answer].flatMap((one) =>
    one?.kind === 'trouble' ? [`${one.why}; ${one.mend}`] : [],
  );
  return troubles.length === 0 ? null : [...new Set(troubles)].join('; ');
}

function adviceOn(use: Use, record: FlagRecord, now: number): string | null {
  const { changed, permanent, settledOn } = record;
  if (changed === null || settledOn === null || permanent || now - changed.at < LONG_MS) return null;
  if (!isRolledOut(use, settledOn, record.settledName)) return null;
  const since = new Date(changed.at).toISOString().slice(0, 10);
  return (
    `flag "${keyOf(use)}" serves ${cut(settledOn)} to everybody since ${since}: ` +
    'remove it from the code, then from the delivery file, then from where it is kept'
  );
}

function isRolledOut(use: Use, settledOn: string, settledName: string | null): boolean {
  // A gate that waits for "false" is a brake, and a brake that nobody pulls is not for removal.
  if (use.kind === 'gate') return use.gate.is !== false && settledOn === JSON.stringify(use.gate.is);
  const { target } = use;
  switch (target.kind) {
    case 'launchdarkly':
      return settledOn === JSON.stringify(target.variation) || settledName === target.variation;
    case 'unleash':
      return settledOn === 'true';
  }
}

function shown(value: Extract<FlagAnswer, { kind: 'value' }>['value']): string {
  return cut(JSON.stringify(value));
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
