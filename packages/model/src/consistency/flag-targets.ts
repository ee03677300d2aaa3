import type { FlagTargetSpec } from '../flag-targets.ts';
import { LaunchDarklyTarget, UnleashTarget } from '../file/flag-targets.ts';
import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { formatPercent, parsePercent } from '../text/percent.ts';
import { quote } from '../text/quote.ts';
import { percent } from '../units.ts';
import { definedIn, definitionOf, kindsOf } from './slo-sources.ts';
import type { Defined } from './slo-sources.ts';
import { at, environmentsOf, get, listOf, readable } from './written.ts';
import type { Env, Path } from './written.ts';

/** What a flag can't be as a target: it has no instances, counts nothing, and knows no share however small. */
export function flagTargetFaults(file: unknown, asWritten: unknown): readonly PathFault[] {
  const defined = definedIn(file, asWritten);
  const environments = environmentsOf(file);
  return [
    ...environments.flatMap((environment) => {
      const engine = engineOf(environment);
      if (engine === null) return [];
      return [
        ...rollingFaults(environment),
        ...weightFaults(environment, engine),
        ...countlessFaults(environment, defined),
      ];
    }),
    ...sharedFlags(environments),
  ];
}

type Engine = FlagTargetSpec['kind'];

/** Null where the target is no flag, or where nobody knows. */
function engineOf({ value }: Env): Engine | null {
  if (get(value, 'target', 'local') !== undefined) return null;
  const engines = (['launchdarkly', 'unleash'] as const).filter(
    (engine) => get(value, 'target', engine) !== undefined,
  );
  const [engine, another] = engines;
  return another === undefined ? (engine ?? null) : null;
}

function rollingFaults({ value, path }: Env): readonly PathFault[] {
  const strategy = get(value, 'strategy');
  const long = get(strategy, 'rolling') !== undefined;
  if (strategy !== 'rolling' && !long) return [];
  const what = long ? 'can not be followed' : 'is rolling';
  const why = 'a flag has no instances that are replaced one after another';
  const here = [...path, 'strategy', ...(long ? ['rolling'] : [])];
  return [at(here, what, why, 'write canary or blue-green')];
}

/** Into how many parts each engine divides a percent. */
const PARTS: Readonly<Record<Engine, number>> = { launchdarkly: 1000, unleash: 1 };
const FINEST: Readonly<Record<Engine, string>> = {
  launchdarkly: 'LaunchDarkly divides by thousandths of a percent',
  unleash: 'Unleash knows whole percents only',
};

/** What the engine would round is not what was written. */
function weightFaults({ value, path }: Env, engine: Engine): readonly PathFault[] {
  return listOf(get(value, 'strategy', 'canary')).flatMap((step, index) => {
    const long = get(step, 'weight');
    const text = long ?? step;
    const weight = typeof text === 'string' ? parsePercent(text) : null;
    if (typeof text !== 'string' || weight?.ok !== true) return [];
    const parts = weight.value * PARTS[engine];
    const whole = Math.round(parts);
    // Six decimals leave at least a thousandth of a part; less is how numbers are held.
    if (Math.abs(parts - whole) < 1e-6) return [];
    const near = percent(Math.max(1, whole) / PARTS[engine]);
    const here = [...path, 'strategy', 'canary', index, ...(long === undefined ? [] : ['weight'])];
    return [at(here, `is ${text}`, FINEST[engine], `write for example ${formatPercent(near)}`)];
  });
}

/** The target's own counters are those of processes. */
function countlessFaults({ value, path }: Env, defined: Defined): readonly PathFault[] {
  return listOf(get(value, 'slos')).flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    const slo = definitionOf(name, defined);
    if (slo === undefined || kindsOf(slo)?.includes('target') !== true) return [];
    const why = `${pathText(['slos', name])} is measured on the target's own counters, and a flag has none`;
    const mend = 'measure it by prometheus or another source, split by the variation';
    return [at([...path, 'slos', index], `is ${quote(name)}`, why, mend)];
  });
}

/** No two environments turn the same flag. */
function sharedFlags(environments: readonly Env[]): readonly PathFault[] {
  const turned = new Map<string, Path>();
  return environments.flatMap((environment) => {
    const engine = engineOf(environment);
    const target = engine === null ? null : targetOf(environment, engine);
    if (engine === null || target === null) return [];
    const { flag, server } = target;
    const text = JSON.stringify([engine, server.url, server.project, server.environment, flag]);
    const here = [...environment.path, 'target', engine, 'flag'];
    const other = turned.get(text);
    if (other === undefined) {
      turned.set(text, here);
      return [];
    }
    const why = `${pathText(other)} is the same one, and each would take it from the other`;
    return [at(here, `is ${quote(flag)}`, why, 'name another flag, or another environment')];
  });
}

function targetOf({ value }: Env, engine: Engine): FlagTargetSpec | null {
  const written = get(value, 'target', engine);
  switch (engine) {
    case 'launchdarkly':
      return readable(LaunchDarklyTarget, written);
    case 'unleash':
      return readable(UnleashTarget, written);
  }
}
