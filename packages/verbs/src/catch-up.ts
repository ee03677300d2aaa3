import { resultOf, type Entry, type Ledger } from '@glidepath/conductor';
import type { Chosen } from './delivery-file.ts';
import { openGitHub } from './github-access.ts';
import { runUrl } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { deployments } from './witnesses.ts';

/** A deployment that nobody has brought to its end says one of these. */
const UNFINISHED: ReadonlySet<string> = new Set(['pending', 'queued', 'in_progress']);

/**
 * Writes what a run has left unwritten that died after the ledger's last word on its rollout and before its own: the
 * deployment's last status, and what follows a rollback. Never fails: trouble is told.
 */
export async function catchUp(
  surroundings: Surroundings,
  chosen: Chosen,
  ledger: Ledger,
  head: Entry,
): Promise<void> {
  const { rollout } = head.state;
  if (head.event.kind !== 'ended' || rollout?.phase.kind !== 'ended') return;
  const github = await openGitHub(surroundings);
  if (github === null) return;
  const { delivery, environment } = chosen;
  const { listener, env } = surroundings;
  const { afterwardsIfMissing, newestDeployment } = await import('@glidepath/github');
  try {
    const commit = rollout.release.commit;
    const newest = await newestDeployment(github, {
      repository: null,
      environment: environment.name,
      commit,
    });
    if (newest !== null && UNFINISHED.has(newest.state)) {
      const witness = await deployments(surroundings, chosen);
      witness.entry(head);
      await witness.settle();
      listener.note(
        `The deployment of ${rollout.release.name} to ${environment.name} has its last status now.`,
      );
    }
  } catch (error) {
    listener.note(error instanceof Error ? error.message : String(error));
  }
  const result = await resultOf({
    ledger,
    head,
    service: delivery.service,
    environment,
    release: rollout.release,
    startedAt: rollout.startedAt,
    endedAt: rollout.phase.at,
    decision: rollout.phase.decision,
    reason: rollout.phase.reason,
    message: null,
  });
  const ended = { service: delivery.service, environment, result, runUrl: runUrl(env) };
  for (const sentence of await afterwardsIfMissing(github, ended)) listener.note(sentence);
}
