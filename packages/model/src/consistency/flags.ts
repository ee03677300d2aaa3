import type { PathFault } from '../issues.ts';
import { pathText } from '../issues.ts';
import { quote } from '../text/quote.ts';
import { at, environmentsOf, get, listOf } from './written.ts';
import type { Env, Path } from './written.ts';

/** Every flag that a gate or a step waits for can be evaluated, and have the value that is waited for. */
export function flagFaults(file: unknown): readonly PathFault[] {
  const shared = get(file, 'flags') !== undefined;
  return environmentsOf(file).flatMap((environment) => [
    ...(shared || get(environment.value, 'flags') !== undefined ? [] : homelessFaults(environment)),
    ...contradictions(environment),
  ]);
}

function homelessFaults({ value, path }: Env): readonly PathFault[] {
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
}

/** No two gates of one list wait for two values of one flag. */
function contradictions({ value, path }: Env): readonly PathFault[] {
  const lists: readonly Path[] = [
    ['gates'],
    ...listOf(get(value, 'strategy', 'canary')).map((_, index) => ['strategy', 'canary', index, 'flag']),
  ];
  return lists.flatMap((list) => {
    const awaited = new Map<string, { readonly is: unknown; readonly path: Path }>();
    return listOf(get(value, ...list)).flatMap((gate, index) => {
      const long = get(gate, 'flag');
      const key = long ?? gate;
      if (typeof key !== 'string') return [];
      const written = get(gate, 'is');
      const is = written ?? true;
      const entry = [...path, ...list, index];
      const before = awaited.get(key);
      if (before === undefined) {
        awaited.set(key, { is, path: entry });
        return [];
      }
      if (before.is === is || !isPlain(is) || !isPlain(before.is)) return [];
      const why = `a flag has one value, and ${pathText(before.path)} waits until ${quote(key)} is ${shown(before.is)}`;
      const mend = 'remove one of the two, for together they never open';
      if (written !== undefined) return [at([...entry, 'is'], `is ${shown(is)}`, why, mend)];
      return [at(entry, `waits until it is ${shown(is)}`, why, mend)];
    });
  });
}

type Plain = string | number | boolean;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shown(value: Plain): string {
  return typeof value === 'string' ? quote(value) : String(value);
}
