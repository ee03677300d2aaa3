import type { Result } from '@glidepath/conductor';
import type { Decision, VerdictNote } from '@glidepath/rollout';
import { movedBy } from './evidence.ts';
import { weightText } from './figures.ts';
import { decisionsOf } from './span.ts';
import { clip, oneLine } from './foreign-text.ts';
import { DECISION_WORDS, NEXT_STEP, REASON_WORDS, VERDICT_WORDS, eventWords } from './words.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** GitHub keeps this many of each level for a step; the message's limit is its own. */
const MOST_OF_A_LEVEL = 10;
const MOST_CHARACTERS = 4_096;
const MOST_IN_A_TITLE = 255;

const LEVELS: Readonly<Record<Decision, Annotation['level'] | null>> = {
  promoted: null,
  'rolled-back': 'error',
  failed: 'error',
  rejected: 'error',
  paused: 'warning',
  aborted: 'warning',
  superseded: 'notice',
};

/** What went wrong on the way, and what to do next: the outcome first. None where all went well. */
export function annotationsFor(result: Result): readonly Annotation[] {
  const seen = new Map<Annotation['level'], number>();
  return [...outcome(result), ...alongTheWay(result)].filter(({ level }) => {
    const before = seen.get(level) ?? 0;
    seen.set(level, before + 1);
    return before < MOST_OF_A_LEVEL;
  });
}

function outcome(result: Result): readonly Annotation[] {
  const level = LEVELS[result.decision];
  if (level === null) return [];
  const { service, environment, release, decision, reason, live } = result;
  return [
    annotation(
      level,
      `${service} ${release.name} ${DECISION_WORDS[decision].name} (${environment}): ${REASON_WORDS[reason]}`,
      [
        clip(result.message, MOST_CHARACTERS / 2),
        live === null ? 'No release is live.' : `Live now: ${live.name}.`,
        NEXT_STEP[reason] ?? '',
        `What happened is recorded in ${result.ledger.ref}.`,
      ],
    ),
  ];
}

/** Trouble that a person should know of even where the rollout got over it. */
function alongTheWay(result: Result): readonly Annotation[] {
  return decisionsOf(result).flatMap(({ number, entry }) => {
    const where = `decision ${number}, ${eventWords(entry.event, entry.weight).toLowerCase()}, weight ${weightText(entry.weight)}`;
    const name = `${result.service} (${result.environment})`;
    if (entry.event === 'taken-over')
      return [annotation('notice', `${name}: taken over from an earlier run`, [entry.note, `At ${where}.`])];
    const verdict = movedBy(entry);
    // The outcome tells of its own verdict already.
    if (verdict === null || !isTrouble(verdict.kind) || verdict.kind === result.reason) return [];
    const { kind, reason } = verdict;
    return [annotation('warning', `${name}: ${VERDICT_WORDS[kind]}`, [reason, `At ${where}.`])];
  });
}

function isTrouble(kind: VerdictNote['kind']): boolean {
  switch (kind) {
    case 'healthy':
      return false;
    case 'breach':
    case 'too-few-samples':
    case 'no-data':
    case 'source-down':
      return true;
  }
}

function annotation(level: Annotation['level'], title: string, sentences: readonly string[]): Annotation {
  return {
    level,
    title: clip(oneLine(title), MOST_IN_A_TITLE),
    message: clip(sentences.filter((sentence) => sentence !== '').join('\n'), MOST_CHARACTERS),
  };
}
