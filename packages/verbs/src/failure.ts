import { EXIT_CODES, LedgerError, TargetError } from '@glidepath/conductor';
import type { Diagnostic } from '@glidepath/model';
import type { Decision, Reason } from '@glidepath/rollout';
import { BuildFailed, type BuildFailedKind } from './build/build-failed.ts';
import { BAD_INPUT, Cancelled, UserError } from './user-error.ts';

/** Why a verb gave no answer, for people and for exit codes. */
export interface Failure {
  /** input: what the user gave can't be used. trouble: ledger or target. cancelled: stopped before anything began. */
  readonly kind: 'input' | 'trouble' | 'cancelled' | 'defect';
  /** One sentence; of a delivery file's faults one line each. */
  readonly message: string;
  /** Of a build: what of it has failed, from a closed list; null for anything else. */
  readonly cause: BuildFailedKind | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;
  /** What it means for a delivery; null where the input was refused, or nobody knows. */
  readonly verdict: { readonly decision: Decision; readonly reason: Reason } | null;
  /** Where it happened; only for a defect. */
  readonly stack: string | null;
}

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const failure = { message, cause: null, diagnostics: [], stack: null } as const;
  if (error instanceof UserError) {
    const { diagnostics } = error;
    return { ...failure, kind: 'input', diagnostics, exitCode: BAD_INPUT, verdict: null };
  }
  if (error instanceof Cancelled) {
    const verdict = { decision: 'aborted', reason: 'cancelled' } as const;
    return { ...failure, kind: 'cancelled', exitCode: EXIT_CODES.aborted, verdict };
  }
  if (error instanceof BuildFailed) {
    const { kind: cause, diagnostics } = error;
    return { ...failure, kind: 'trouble', cause, diagnostics, exitCode: EXIT_CODES.failed, verdict: null };
  }
  // By its name: the code that talks to GitHub is not loaded to tell its errors apart.
  const fromGitHub = error instanceof Error && error.name === 'GitHubError';
  if (error instanceof LedgerError || error instanceof TargetError || fromGitHub) {
    const reason = error instanceof TargetError ? 'target-failed' : 'ledger-unreachable';
    return {
      ...failure,
      kind: 'trouble',
      exitCode: EXIT_CODES.failed,
      verdict: { decision: 'failed', reason },
    };
  }
  return {
    ...failure,
    kind: 'defect',
    exitCode: EXIT_CODES.failed,
    verdict: { decision: 'failed', reason: 'error' },
    stack: error instanceof Error ? (error.stack ?? null) : null,
  };
}
