import { Targets, writtenTarget } from '../file/waves.ts';
import type { WaveEngine } from '../file/waves.ts';
import { get, readable } from './written.ts';
import type { Env, Path } from './written.ts';

/** One target of an environment as it is written. */
export interface WrittenTarget {
  /** Null: it is the only one. */
  readonly name: string | null;
  /** The engine's part. */
  readonly value: unknown;
  /** Where a key of it stands, or would. */
  readonly place: (key: string) => Path;
}

/** The targets of an engine that an environment has: one, or those of its waves. */
export function targetsIn({ value, path }: Env, engine: WaveEngine): readonly WrittenTarget[] {
  const common = get(value, 'target', engine);
  if (common === undefined) return [];
  const shared = (key: string): Path => [...path, 'target', engine, key];
  const draft = readable(Targets, get(value, 'targets'));
  if (draft === null) return [{ name: null, value: common, place: shared }];
  return draft.waves.flat().map((name) => {
    const own = get(draft.each, name);
    return {
      name,
      value: writtenTarget(engine, common, draft, name),
      place: (key) => (get(own, key) === undefined ? shared(key) : [...path, 'targets', 'each', name, key]),
    };
  });
}
