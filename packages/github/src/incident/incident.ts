import type { Result, Sample } from '@glidepath/conductor';
import type { Environment } from '@glidepath/model';
import { shortDigest } from '@glidepath/report/figures';
import type { Reason } from '@glidepath/rollout';
import { hidden } from '../markdown.ts';

/** A rollout that has ended. */
export interface Ended {
  readonly service: string;
  readonly environment: Pick<Environment, 'name' | 'afterwards'>;
  readonly result: Result;
  /** Looks at the SLIs, where this run took some: with them the evidence is told against its thresholds. */
  readonly samples?: readonly Sample[];
  /** Where a person can look at this run. */
  readonly runUrl: string | null;
}

/** A release that had to be taken back: through its own fault, or because a person said so. */
export interface Incident extends Required<Ended> {
  readonly rollout: string;
  /** Of the release that was taken back and of the one before it; null where one of them is not known. */
  readonly commits: { readonly stable: string; readonly release: string } | null;
}

/** Reasons to go back that ask for an answer. Nobody is to blame for a cancelled run, or for a newer release. */
const FAULTS: ReadonlySet<Reason> = new Set([
  'breach',
  'too-few-samples',
  'no-data',
  'source-down',
  'start-failed',
  'target-failed',
  'target-refused',
  'deadline',
  'requested',
  // The way back is over and did not end well, whatever began it.
  'no-stable-release',
  'rollback-failed',
]);

/** Null where the rollout ended well, or in a way that needs no looking into. */
export function incidentOf(ended: Ended): Incident | null {
  const { decision, reason, rollout } = ended.result;
  const wentBack =
    decision === 'rolled-back' ||
    (decision === 'failed' && (reason === 'no-stable-release' || reason === 'rollback-failed'));
  if (!wentBack || !FAULTS.has(reason) || rollout === null) return null;
  const stable = ended.result.stable?.commit ?? null;
  const release = ended.result.release.commit;
  const commits = stable === null || release === null ? null : { stable, release };
  return { ...ended, samples: ended.samples ?? [], rollout, commits };
}

/** One incident for each digest that was taken back from an environment, however often. */
export function markerOf({ service, environment, result }: Ended): string {
  return hidden(`incident ${service}/${environment.name}/${result.release.digest}`);
}

/** The first 12 hexadecimal digits. */
export function shortName(digest: string): string {
  return shortDigest(digest)
    .replace(/^sha256:/, '')
    .replace('…', '');
}
