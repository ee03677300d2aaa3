import type { PathFault } from '../issues.ts';
import { quote } from '../text/quote.ts';
import { at, environmentsOf, get, listOf } from './written.ts';

/** No environment waits for a deployment to itself. GitHub takes no notice of case in its names. */
export function gatesOnThemselves(file: unknown): readonly PathFault[] {
  return environmentsOf(file).flatMap(({ name, path, value }) =>
    listOf(get(value, 'gates')).flatMap((gate, index) => {
      const deployed = get(gate, 'deployed');
      const long = get(deployed, 'environment');
      const waited = long ?? deployed;
      if (typeof waited !== 'string' || waited.toLowerCase() !== name) return [];
      if (get(deployed, 'repository') !== undefined) return [];
      const here = [...path, 'gates', index, 'deployed', ...(long === undefined ? [] : ['environment'])];
      const why = 'a release would have to be here before it may come here';
      return [
        at(here, `is ${quote(waited)}`, why, 'name another environment, or the repository that is meant'),
      ];
    }),
  );
}
