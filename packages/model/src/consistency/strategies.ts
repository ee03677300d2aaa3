import type { Bake } from '../delivery.ts';
import { Analysis } from '../file/judging.ts';
import { LocalTarget } from '../file/local-target.ts';
import { Strategy } from '../file/strategy.ts';
import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { formatDuration } from '../text/duration.ts';
import { formatPercent, parsePercent } from '../text/percent.ts';
import { percent } from '../units.ts';
import { targetsIn } from './targets.ts';
import { at, environmentsOf, get, lengthOf, listOf, readable } from './written.ts';
import type { Env, Path } from './written.ts';

/** A strategy can be followed, and its times leave room for evidence. */
export function unworkableStrategies(file: unknown): readonly PathFault[] {
  return environmentsOf(file).flatMap((environment) => [
    ...stepFaults(environment),
    ...bakeFaults(environment),
    ...batchFaults(environment),
    ...timingFaults(environment),
  ]);
}

/** The weights of a canary rise. */
function stepFaults({ value, path }: Env): readonly PathFault[] {
  let before = 0;
  return listOf(get(value, 'strategy', 'canary')).flatMap((step, index) => {
    const long = get(step, 'weight');
    const text = long ?? step;
    if (typeof text !== 'string') return [];
    const weight = parsePercent(text);
    if (!weight.ok) return [];
    const last = before;
    before = Math.max(before, weight.value);
    if (weight.value > last || weight.value === 0) return [];
    const why = `weights rise from step to step and the one before has ${formatPercent(percent(last))}`;
    const here = [...path, 'strategy', 'canary', index, ...(long === undefined ? [] : ['weight'])];
    return [at(here, `is ${text}`, why, 'put the steps in order')];
  });
}

/** No bake ends before it may. */
function bakeFaults({ value, path }: Env): readonly PathFault[] {
  const strategy = get(value, 'strategy');
  const steps = listOf(get(strategy, 'canary'));
  const places: Path[] = [['bake'], ['watch'], ...steps.map((_, index) => ['canary', index, 'bake'])];
  return places.flatMap((place) => {
    const bake = get(strategy, ...place);
    const [min, max] = [lengthOf(get(bake, 'min')), lengthOf(get(bake, 'max'))];
    if (min === null || max === null || min.value <= max.value) return [];
    const here = [...path, 'strategy', ...place, 'min'];
    return [
      at(here, `is ${min.text}`, `longer than max, ${max.text}`, 'write a shorter min or a longer max'),
    ];
  });
}

/** No batch is without an instance. */
function batchFaults(environment: Env): readonly PathFault[] {
  const { value, path } = environment;
  const batches = get(value, 'strategy', 'rolling', 'batches');
  const least = targetsIn(environment, 'local')
    .flatMap((target) => readable(LocalTarget, target.value) ?? [])
    .toSorted((a, b) => a.instances - b.instances);
  const [target] = least;
  if (typeof batches !== 'number' || target === undefined || batches <= target.instances) return [];
  const why = `there are ${target.instances} instances to divide`;
  return [
    at(
      [...path, 'strategy', 'rolling', 'batches'],
      `is ${batches}`,
      why,
      `write at most ${target.instances}`,
    ),
  ];
}

/** Every bake has time for a look, and the first for evidence. */
function timingFaults({ value, path }: Env): readonly PathFault[] {
  const knobs = readable(Analysis, get(value, 'analysis') ?? {});
  const bakes = bakesOf(get(value, 'strategy'));
  const [first] = bakes;
  if (knobs === null || first === undefined) return [];
  const faults: PathFault[] = [];

  const hasty = bakes.find(({ bake }) => bake.min < knobs.poll);
  if (hasty !== undefined) {
    const [poll, min] = [formatDuration(knobs.poll), formatDuration(hasty.bake.min)];
    faults.push(
      get(value, 'analysis', 'poll') === undefined
        ? at(
            [...path, 'strategy', ...hasty.path],
            `is over after ${min} at the earliest`,
            `before the first look: analysis.poll is ${poll}`,
            `watch for at least ${poll}, or write a shorter poll under analysis`,
          )
        : at(
            [...path, 'analysis', 'poll'],
            `is ${poll}`,
            `longer than the min of ${pathText(['strategy', ...hasty.path])}, ${min}`,
            `write at most ${min}`,
          ),
    );
  }

  if (first.bake.max <= knobs.warmUp) {
    const [warmUp, max] = [formatDuration(knobs.warmUp), formatDuration(first.bake.max)];
    faults.push(
      get(value, 'analysis', 'warm-up') === undefined
        ? at(
            [...path, 'strategy', ...first.path],
            `is over after ${max} at the latest`,
            `nothing is promoted before: analysis.warm-up is ${warmUp}`,
            `watch for more than ${warmUp}, or write a shorter warm-up under analysis`,
          )
        : at(
            [...path, 'analysis', 'warm-up'],
            `is ${warmUp}`,
            `it outlasts ${pathText(['strategy', ...first.path])}, ${max}, so that no evidence could come`,
            `write less than ${max}`,
          ),
    );
  }
  return faults;
}

/** Every time of watching, in order, with the key that sets it. */
function bakesOf(written: unknown): readonly { readonly path: Path; readonly bake: Bake }[] {
  const strategy = readable(Strategy, written);
  if (strategy === null) return [];
  const watch = { path: ['watch'], bake: strategy.watch };
  switch (strategy.kind) {
    case 'canary':
      return [
        ...strategy.steps.map(({ bake }, index) => {
          const own = get(written, 'canary', index, 'bake') !== undefined;
          return { path: own ? ['canary', index, 'bake'] : ['bake'], bake };
        }),
        watch,
      ];
    case 'rolling':
      return [{ path: ['bake'], bake: strategy.bake }, watch];
    case 'blue-green':
      return [watch];
  }
}
