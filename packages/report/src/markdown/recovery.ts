import type { Result } from '@glidepath/conductor';
import { DECISION_WORDS } from '../words.ts';
import { plain, table } from './escape.ts';

/** What was found of rollouts that nobody conducts, and what became of them. */
export interface RecoveryShown {
  readonly service: string;
  readonly found: number;
  readonly environments: readonly {
    readonly environment: string;
    readonly outcome: keyof typeof OUTCOME_WORDS;
    readonly message: string;
    readonly result: Result | null;
  }[];
}

const OUTCOME_WORDS = {
  idle: 'nothing to do',
  held: 'a run is at work',
  waiting: 'left for a person',
  finished: 'finished',
  failed: 'could not be finished',
} as const;

/** For a job's summary. */
export function renderRecovery({ service, found, environments }: RecoveryShown): string {
  const heading =
    found === 0
      ? `## ✅ ${plain(service)}: nothing to recover`
      : `## 🛟 ${plain(service)}: ${found === 1 ? 'one rollout' : `${found} rollouts`} without a run`;
  const rows = environments.map(({ environment, outcome, message, result }) => [
    plain(environment),
    OUTCOME_WORDS[outcome],
    result === null ? '' : `${plain(result.release.name)} ${DECISION_WORDS[result.decision].name}`,
    plain(message),
  ]);
  return [heading, table(['Environment', 'What was done', 'Release', 'In full'], rows)].join('\n\n') + '\n';
}
