import type { SimulateAnswer } from '@glidepath/simulation';
import { plan, type PlanAnswer } from '@glidepath/verbs/plan';
import { simulate } from '@glidepath/verbs/simulate';
import { validate, type ValidateAnswer } from '@glidepath/verbs/validate';
import type { Surroundings } from '@glidepath/verbs/surroundings';
import type { Inputs } from './inputs.ts';

/** All that can be said of a delivery file before anything is delivered by it. */
export type Review =
  | { readonly valid: false; readonly answer: ValidateAnswer }
  | {
      readonly valid: true;
      readonly answer: PlanAnswer;
      /** The delivery file with every default. */
      readonly yaml: string;
      /** By environment; none where no traffic is known. */
      readonly simulations: readonly SimulateAnswer[];
    };

/** The same seed each time: what changes from push to push is the file's doing. */
const SEED = 1;

/**
 * @param offline whether neither the target nor a provider of flags may be asked
 * @throws UserError where the environment that was named is not in the file
 */
export async function review(here: Surroundings, inputs: Inputs, offline: boolean): Promise<Review> {
  const { workspace } = here;
  const { file, environment, rps, baseRate, rollouts } = inputs;
  const checked = await validate({ workspace }, { file, environment });
  if (!checked.valid) return { valid: false, answer: checked };
  // A pull request has no release yet.
  const unnamed = { rps: null, baseRate: null, digest: null };
  const { answer, yaml } = await plan(here, { file, environment, offline, ...unnamed });
  const simulations: SimulateAnswer[] = [];
  if (rps !== null) {
    const traffic = { kind: 'rps', rps } as const;
    for (const one of answer.environments) {
      const options = { file, environment: one.environment, traffic, baseRate, rollouts, seed: SEED };
      simulations.push((await simulate(workspace, options)).answer);
    }
  }
  return { valid: true, answer, yaml, simulations };
}

/** The environments' names, each after the one that it comes after. */
export function inOrder(environments: PlanAnswer['environments']): readonly string[] {
  const before = new Map(environments.map(({ environment, after }) => [environment, after]));
  const depth = (name: string | null): number => (name === null ? 0 : 1 + depth(before.get(name) ?? null));
  return environments.map(({ environment }) => environment).toSorted((a, b) => depth(a) - depth(b));
}

/** The review as an output: one line of JSON, without what only charts are drawn from. */
export function reviewJson(review: Review): string {
  if (!review.valid) return JSON.stringify(review.answer);
  const all = { ...review.answer, simulations: review.simulations };
  return JSON.stringify(all, (key, value: unknown) => (key === 'curve' ? undefined : value));
}
