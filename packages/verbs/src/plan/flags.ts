import type { Delivery, Environment } from '@glidepath/model';
import { plannedFlag, type Found, type PlannedFlag, type Use } from './flag.ts';
import { actorOf } from '../run-identity.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a plan knows of the run that it is made in. */
export type PlanSurroundings = Pick<Surroundings, 'workspace' | 'env' | 'user' | 'clock' | 'mask'>;

const UNASKED: Found = { record: null, answer: null };

/**
 * The flags that each of these environments names, in the file's order, as their providers have them now. Providers are
 * loaded only where a flag needs one; trouble with them is a part of the answer.
 * @param offline whether no provider may be asked
 */
export async function flagsOf(
  here: PlanSurroundings,
  { service }: Pick<Delivery, 'service'>,
  environments: readonly Environment[],
  offline: boolean,
): Promise<readonly (readonly PlannedFlag[])[]> {
  const now = here.clock.now();
  const named = environments.map((environment) => ({ environment, uses: usesOf(environment) }));
  if (offline || named.every(({ uses }) => uses.length === 0))
    return named.map(({ uses }) => uses.map((use) => plannedFlag(use, UNASKED, now)));

  const { providersFor } = await import('./providers.ts');
  const providers = await providersFor(here);
  try {
    const all = named.map(async ({ environment: { name, flags }, uses }) => {
      // A plan is of no release.
      const about = { service, environment: name, release: null, commit: null, actor: actorOf(here) };
      return Promise.all(
        uses.map(async (use) => plannedFlag(use, await providers.ask(use, flags, about), now)),
      );
    });
    return await Promise.all(all);
  } finally {
    await providers.close();
  }
}

function usesOf({ gates, strategy, target }: Environment): readonly Use[] {
  const steps = strategy.kind === 'canary' ? strategy.steps : [];
  return [
    ...gates.flatMap((gate): readonly Use[] =>
      gate.kind === 'flag' ? [{ kind: 'gate', gate, weight: null }] : [],
    ),
    ...steps.flatMap((step) => step.gates.map((gate): Use => ({ kind: 'gate', gate, weight: step.weight }))),
    ...targetUses(target),
  ];
}

function targetUses(target: Environment['target']): readonly Use[] {
  switch (target.kind) {
    case 'local':
    case 'kubernetes':
    case 'argo-rollouts':
    case 'waves':
      return [];
    case 'launchdarkly':
    case 'unleash':
      return [{ kind: 'target', target }];
  }
}
