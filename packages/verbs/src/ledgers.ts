import type { HolderProbe, Ledger } from '@glidepath/conductor';
import { createGitLedger, createHolderProbe } from '@glidepath/ledger';
import { millis } from '@glidepath/model';
import type { Chosen } from './delivery-file.ts';
import { openGitHub } from './github-access.ts';
import type { Surroundings } from './surroundings.ts';

/** Part of a poll: what this run has just written need not be looked at, but every poll must look. */
const FRESH = 0.8;

/**
 * The ledger of the chosen environment, or of another one of the same delivery: in the repository on GitHub where the run
 * has access to it, else in the local git repository.
 */
export async function ledgerOf(
  surroundings: Pick<Surroundings, 'workspace' | 'repository' | 'listener' | 'stop'>,
  { delivery, environment }: Chosen,
  name = environment.name,
): Promise<Ledger> {
  const { service } = delivery;
  const github = await openGitHub(surroundings);
  if (github === null) {
    return createGitLedger({ repository: surroundings.workspace, service, environment: name });
  }
  const { createGitHubLedger } = await import('@glidepath/ledger/github');
  return createGitHubLedger({
    github,
    service,
    environment: name,
    freshFor: millis(environment.analysis.poll * FRESH),
  });
}

/** Whether a holder is still there: by its process on this host, or by its workflow run. */
export async function probeOf(
  surroundings: Pick<Surroundings, 'repository' | 'listener' | 'stop'>,
): Promise<HolderProbe> {
  const here = createHolderProbe();
  const github = await openGitHub(surroundings);
  if (github === null) return here;
  const { createRunProbe, firstToKnow } = await import('@glidepath/github');
  return firstToKnow(here, createRunProbe(github));
}
