import type { PathFault } from '../issues.ts';
import { at, entriesOf, environmentsOf, get } from './written.ts';

const ENGINES = ['local', 'kubernetes', 'argo-rollouts', 'launchdarkly', 'unleash'] as const;

/** Where nobody knows in which repository a release is, nobody can look for its proof. */
export function demandFaults(file: unknown): readonly PathFault[] {
  return environmentsOf(file).flatMap(({ path, value }) => {
    if (get(value, 'require') === undefined) return [];
    const here = [...path, 'require'];
    const target = get(value, 'target');
    const engine = ENGINES.find((key) => get(target, key) !== undefined);
    switch (engine) {
      case 'local': {
        if (hasBuild(file, ['artifact'])) return [];
        const why =
          'its release is a folder of the workspace, which has no repository where a proof could be';
        const mend =
          'have it built and pushed: build: { artifact: { repository: ..., path: ... }, proof: true }';
        return [at(here, 'can hold nowhere', why, mend)];
      }
      case 'kubernetes':
      case 'argo-rollouts': {
        if (get(target, engine, 'image') !== undefined || hasBuild(file, ['image', 'command'])) return [];
        const why = 'the file does not say in which repository the images are';
        return [
          at(here, 'can hold nowhere', why, `write target.${engine}.image, or how they are made: build`),
        ];
      }
      case 'launchdarkly':
      case 'unleash':
        return [
          at(here, 'can hold nowhere', 'a flag is not built, so nothing can be proven of it', 'remove it'),
        ];
      case undefined:
        return [];
    }
  });
}

function hasBuild(file: unknown, kinds: readonly string[]): boolean {
  const build = get(file, 'build');
  const all = [build, ...entriesOf(build).map(([, one]) => one)];
  return all.some((one) => kinds.some((kind) => get(one, kind) !== undefined));
}
