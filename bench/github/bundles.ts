import { BRISK_ANALYSIS } from '../../test/harness/brisk.ts';
import { GitHubService, type WorkflowRun } from '../../test/harness/github-service.ts';
import { callsOf, type Case } from './calls.ts';

/** At most so many for a canary of five steps. */
export const CANARY_GOAL = 40;
/** At most so many for each environment where nothing is to be recovered. */
export const RECOVER_GOAL = 2;

const FIVE_STEPS = `    strategy: { canary: [10%, 20%, 30%, 40%, 50%], bake: { min: 400ms, max: 60s }, watch: { min: 400ms, max: 60s } }
${BRISK_ANALYSIS}`;

/**
 * What the bundles as they ship ask of GitHub: a healthy canary of five steps, one that is rolled back with all that is
 * written of it, and a recovery that has nothing to do. Real processes, real traffic, bakes of a second.
 */
export async function measureBundles(): Promise<readonly Case[]> {
  await using shop = await GitHubService.live(FIVE_STEPS);
  const measured = async (run: () => WorkflowRun, code: number) => {
    shop.github.clearCalls();
    const end = await run().ended;
    if (end.code !== code) throw new Error(`exit ${end.code}, not ${code}:\n${end.stdout}\n${end.stderr}`);
    return callsOf(shop.github);
  };
  await shop.release('v2');
  const canary = await measured(() => shop.deploy('v2'), 0);
  await shop.release('v3', { failRate: 0.5 });
  const rollback = await measured(() => shop.deploy('v3'), 3);
  const recover = await measured(() => shop.start('recover'), 0);
  return [
    { name: 'canary', what: 'five-step canary, by the bundle', ...canary, goal: CANARY_GOAL },
    { name: 'rollback', what: 'rollback at the first step, with its incident', ...rollback, goal: null },
    { name: 'recover', what: 'recover with nothing to do, an environment', ...recover, goal: RECOVER_GOAL },
  ];
}
