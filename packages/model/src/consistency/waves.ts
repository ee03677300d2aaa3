import * as z from 'zod/mini';
import { ENGINES } from '../file/target.ts';
import { schemaOf, Targets, WAVE_ENGINES, writtenTarget } from '../file/waves.ts';
import type { TargetsDraft, WaveEngine } from '../file/waves.ts';
import { faultsOf } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { at, entriesOf, environmentsOf, get, readable } from './written.ts';
import type { Env } from './written.ts';

/** Several targets are of an engine that can have several, and each can be read. */
export function waveFaults(file: unknown): readonly PathFault[] {
  return environmentsOf(file).flatMap((environment) => {
    const { value, path } = environment;
    const draft = readable(Targets, get(value, 'targets'));
    const [named, another] = ENGINES.filter((one) => get(value, 'target', one) !== undefined);
    if (draft === null || named === undefined || another !== undefined) return [];
    const engine = WAVE_ENGINES.find((one) => one === named);
    if (engine === undefined) {
      const why = 'a flag is turned in one place for everybody, so that there are no waves';
      const what = `stands beside target.${named}`;
      return [at([...path, 'targets'], what, why, 'leave it out, or write an environment for each')];
    }
    return [
      ...contextFaults(environment, engine),
      ...nameFaults(environment, draft),
      ...releaseFaults(environment, engine, draft),
      ...draft.waves.flat().flatMap((name) => ownFaults(environment, engine, draft, name)),
    ];
  });
}

function contextFaults({ value, path }: Env, engine: WaveEngine): readonly PathFault[] {
  const context = get(value, 'target', engine, 'context');
  if (engine === 'local' || typeof context !== 'string') return [];
  const why = 'each of targets has a context of its own, which is its name or stands under targets.each';
  return [at([...path, 'target', engine, 'context'], `is ${quote(context)}`, why, 'leave it out')];
}

function nameFaults({ path }: Env, { waves, each }: TargetsDraft): readonly PathFault[] {
  const names = waves.flat();
  return Object.keys(each).flatMap((name) => {
    if (names.includes(name)) return [];
    const here = [...path, 'targets', 'each', name];
    return [at(here, 'is of no target', `${quote(name)} is in no wave`, instead(name, names))];
  });
}

/** What a release on this host is made of, its digest included. */
const PARTS = ['artifact', 'command', 'env'];

function releaseFaults({ path }: Env, engine: WaveEngine, { each }: TargetsDraft): readonly PathFault[] {
  if (engine !== 'local') return [];
  return Object.entries(each).flatMap(([name, own]) =>
    PARTS.filter((key) => own[key] !== undefined).map((key) => {
      const why = 'it is a part of the release, and all targets get the same one';
      const mend = `write it under target.local${key === 'env' ? ', or write env-file' : ''}`;
      return at([...path, 'targets', 'each', name, key], 'cannot be told apart', why, mend);
    }),
  );
}

/** What a target has of its own; what is common is told where it stands. */
function ownFaults(
  { value, path }: Env,
  engine: WaveEngine,
  draft: TargetsDraft,
  name: string,
): readonly PathFault[] {
  const target = writtenTarget(engine, get(value, 'target', engine), draft, name);
  const shape = z.safeParse(schemaOf(engine), target, { jitless: true });
  if (shape.success) return [];
  const here = [...path, 'targets', 'each', name];
  const root = here.reduceRight<unknown>((inner, key) => ({ [key]: inner }), target);
  const own = new Set(entriesOf(get(draft.each, name)).map(([key]) => key));
  const issues = shape.error.issues.map((issue) => ({ ...issue, path: [...here, ...issue.path] }));
  return faultsOf(root, issues).filter((found) => own.has(String(found.path[here.length])));
}
