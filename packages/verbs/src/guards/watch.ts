import type { Chosen } from '../delivery-file.ts';
import type { Foreign } from '../sources.ts';
import type { Surroundings } from '../surroundings.ts';
import { flagGatesFor, type OpenGuards } from './flag-gates.ts';
import { guardsFor } from './guards.ts';

/** All that watches over a rollout beside the judge: the guards of an environment, and the flags that it waits for. */
export async function watchFor(
  surroundings: Pick<Surroundings, 'env' | 'user' | 'workspace' | 'clock' | 'repository'>,
  chosen: Chosen,
  foreign: readonly Pick<Foreign, 'name' | 'source'>[] = [],
): Promise<OpenGuards> {
  const guards = await guardsFor(surroundings, chosen.environment, foreign);
  const flags = await flagGatesFor(surroundings, chosen);
  return {
    async atStart(release) {
      return (await Promise.all([flags.atStart(release), guards.atStart()])).flat();
    },
    async look(release) {
      return (await Promise.all([flags.look(release), guards.look()])).flat();
    },
    close: async () => flags.close(),
  };
}
