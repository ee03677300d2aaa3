import type { PathFault } from '../issues.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { at, entriesOf, environmentsOf, get, listOf } from './written.ts';
import type { Env, Path } from './written.ts';

/** Every name that a file mentions stands for something in it. */
export function unknownNames(file: unknown): readonly PathFault[] {
  const environments = environmentsOf(file);
  return [
    ...afterFaults(environments),
    ...takesBackFaults(environments),
    ...environments.flatMap((environment) => sloFaults(environment, get(file, 'slos'))),
    ...noticeFaults(file, environments),
  ];
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

/** What is taken back is what came through the environment before. */
function takesBackFaults(environments: readonly Env[]): readonly PathFault[] {
  const names = environments.map(({ name }) => name);
  return environments.flatMap(({ name, path, value }) => {
    const [taken, after] = [get(value, 'takes-back'), get(value, 'after')];
    // What is wrong with the same name in after is told there.
    if (typeof taken !== 'string' || taken === after) return [];
    const [here, is] = [[...path, 'takes-back'], `is ${quote(taken)}`];
    const others = names.filter((other) => other !== name);
    if (!names.includes(taken)) return [at(here, is, 'no such environment', instead(taken, others))];
    if (taken === name)
      return [at(here, is, 'what went back here has gone back', 'remove it or name the one of after')];
    const why = 'only a release that came through there is known to be there';
    const mend = typeof after === 'string' ? `write ${after}, or remove it` : `write after: ${taken} too`;
    return [at(here, is, why, mend)];
  });
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

/** Nobody is told of an environment that there is not. */
function noticeFaults(file: unknown, environments: readonly Env[]): readonly PathFault[] {
  const known = environments.map(({ name }) => name);
  return listOf(get(file, 'notices')).flatMap((notice, index) => {
    const here = ['notices', index, 'environments'];
    const written = get(notice, 'environments');
    const named: readonly (readonly [unknown, Path])[] = Array.isArray(written)
      ? written.map((name, place) => [name, [...here, place]])
      : [[written, here]];
    return named.flatMap(([name, path]) =>
      typeof name !== 'string' || known.includes(name)
        ? []
        : [at(path, `is ${quote(name)}`, 'no such environment', instead(name, known))],
    );
  });
}
