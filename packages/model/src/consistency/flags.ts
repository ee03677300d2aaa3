import type { PathFault } from '../issues.ts';
import { pathText } from '../issues.ts';
import { at, environmentsOf, get, listOf } from './written.ts';
import type { Path } from './written.ts';

/** Every flag that a gate or a step waits for can be evaluated. */
export function flagFaults(file: unknown): readonly PathFault[] {
  if (get(file, 'flags') !== undefined) return [];
  return environmentsOf(file).flatMap(({ value, path }) => {
    if (get(value, 'flags') !== undefined) return [];
    const places: readonly Path[] = [
      ...listOf(get(value, 'gates')).map((_, index) => ['gates', index, 'flag']),
      ...listOf(get(value, 'strategy', 'canary')).map((_, index) => ['strategy', 'canary', index, 'flag']),
    ];
    return places.flatMap((place) => {
      if (get(value, ...place) === undefined) return [];
      const why = 'the file does not say where flags are evaluated';
      const mend = `write flags: { file: .github/flags.yml } beside slos for all environments, or under ${pathText(path)}`;
      return [at([...path, ...place], 'has no provider', why, mend)];
    });
  });
}
