import * as z from 'zod/mini';
import type { Bake } from './delivery.ts';
import { fault } from './fault.ts';
import { Analysis, LocalTarget, Strategy } from './file/delivery-file.ts';
import { pathText, valueAt } from './issues.ts';
import type { PathFault } from './issues.ts';
import { formatDuration, parseDuration } from './text/duration.ts';
import { formatPercent, parsePercent } from './text/percent.ts';
import { quote } from './text/quote.ts';
import { instead } from './text/suggest.ts';
import { percent } from './units.ts';

/**
 * What must hold between values of a delivery file. Each check reads the file as it is written and says nothing where it
 * cannot be read: the schemas have said that already. So one run finds both kinds of fault.
 */

type Path = readonly (string | number)[];
interface Env {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

export function inconsistencies(file: unknown): readonly PathFault[] {
  const environments = entriesOf(get(file, 'environments')).map(([name, value]): Env => ({
    name,
    value,
    path: ['environments', name],
  }));
  return [
    ...afterFaults(environments),
    ...environments.flatMap((environment) => sloFaults(environment, get(file, 'slos'))),
    ...serverFaults(file),
    ...environments.flatMap(stepFaults),
    ...environments.flatMap(bakeFaults),
    ...environments.flatMap(batchFaults),
    ...environments.flatMap(timingFaults),
    ...portFaults(environments),
  ];
}

function at(path: Path, what: string, why: string | null, mend: string): PathFault {
  return { path, part: 'value', fault: fault(`${pathText(path)} ${what}`, why, mend) };
}

/** Every environment comes after one that exists, and none after itself. */
function afterFaults(environments: readonly Env[]): readonly PathFault[] {
  const after = new Map(
    environments.flatMap(({ name, value }) => {
      const before = get(value, 'after');
      return typeof before === 'string' ? [[name, before] as const] : [];
    }),
  );
  const names = environments.map(({ name }) => name);
  const inCircle = new Set<string>();
  return environments.flatMap(({ name, path }) => {
    const before = after.get(name);
    if (before === undefined || inCircle.has(name)) return [];
    const here = [...path, 'after'];
    const is = `is ${quote(before)}`;
    if (before === name)
      return [at(here, is, 'an environment cannot come after itself', 'remove it or name another')];
    if (!names.includes(before)) {
      return [
        at(
          here,
          is,
          'no such environment',
          instead(
            before,
            names.filter((other) => other !== name),
          ),
        ),
      ];
    }
    const circle = circleFrom(name, after);
    if (circle === null) return [];
    for (const member of circle) inCircle.add(member);
    const way = [...circle, name].join(' after ');
    return [
      at(here, is, `that makes a circle: ${way}`, 'remove after from the environment that comes first'),
    ];
  });
}

function circleFrom(start: string, after: ReadonlyMap<string, string>): readonly string[] | null {
  const way = new Set([start]);
  let next = after.get(start);
  while (next !== undefined && !way.has(next)) {
    way.add(next);
    next = after.get(next);
  }
  return next === start ? [...way] : null;
}

/** Every SLO that judges is defined, and named once. */
function sloFaults({ value, path }: Env, defined: unknown): readonly PathFault[] {
  const known = entriesOf(defined).map(([name]) => name);
  const names = listOf(get(value, 'slos'));
  return names.flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    const here = [...path, 'slos', index];
    if (names.indexOf(name) < index)
      return [at(here, `is ${quote(name)}`, 'it is listed already', 'remove one of the two')];
    if (known.includes(name)) return [];
    const mend = known.length === 0 ? `define it: slos: { ${quote(name)}: 99.9% }` : instead(name, known);
    return [at(here, `is ${quote(name)}`, 'no such SLO is defined under slos', mend)];
  });
}

/** Every source that an SLO names can be reached. */
function serverFaults(file: unknown): readonly PathFault[] {
  if (get(file, 'sources', 'prometheus') !== undefined) return [];
  return entriesOf(get(file, 'slos')).flatMap(([name, slo]) => {
    if (get(slo, 'prometheus') === undefined) return [];
    const mend = 'write sources: { prometheus: { url: http://127.0.0.1:9090 } } beside slos';
    return [at(['slos', name, 'prometheus'], 'has no server', 'the file does not say where it is', mend)];
  });
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
function batchFaults({ value, path }: Env): readonly PathFault[] {
  const batches = get(value, 'strategy', 'rolling', 'batches');
  const target = readable(LocalTarget, get(value, 'target', 'local'));
  if (typeof batches !== 'number' || target === null || batches <= target.instances) return [];
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

/** No two proxies listen in the same place. */
function portFaults(environments: readonly Env[]): readonly PathFault[] {
  const taken: { readonly host: string; readonly port: number; readonly path: Path }[] = [];
  return environments.flatMap(({ value, path }) => {
    const target = get(value, 'target', 'local');
    const host = get(target, 'host') ?? '127.0.0.1';
    if (typeof host !== 'string') return [];
    return ['port', 'metrics-port'].flatMap((key) => {
      const port = get(target, key);
      if (typeof port !== 'number') return [];
      const here = [...path, 'target', 'local', key];
      const other = taken.find((place) => place.port === port && overlap(place.host, host));
      taken.push({ host, port, path: here });
      if (other === undefined) return [];
      return [
        at(here, `is ${port}`, `${pathText(other.path)} has it on the same host`, 'write another port'),
      ];
    });
  });
}

function overlap(one: string, other: string): boolean {
  return isEvery(one) || isEvery(other) || canonical(one) === canonical(other);
}

function isEvery(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function canonical(host: string): string {
  return host === 'localhost' || host === '::1' ? '127.0.0.1' : host.toLowerCase();
}

function readable<T>(schema: z.core.$ZodType<T>, value: unknown): T | null {
  return z.safeParse(schema, value, { jitless: true }).data ?? null;
}

function lengthOf(text: unknown): { readonly text: string; readonly value: number } | null {
  const length = typeof text === 'string' ? parseDuration(text) : null;
  return typeof text === 'string' && length?.ok === true ? { text, value: length.value } : null;
}

function get(value: unknown, ...path: Path): unknown {
  return valueAt(value, path);
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
