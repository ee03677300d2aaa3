import { highestBurnRate } from '../burn-rate.ts';
import { GuardDefinition } from '../file/guards.ts';
import type { GuardDraft } from '../file/guards.ts';
import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { tellsOfThePast } from '../past.ts';
import { parseObjective } from '../text/objective.ts';
import { formatPercent } from '../text/percent.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { definedIn, definitionOf, kindsOf } from './slo-sources.ts';
import type { Defined } from './slo-sources.ts';
import { at, environmentsOf, get, listOf, readable } from './written.ts';
import type { Env, Path } from './written.ts';

/** Every guard has SLOs that it can watch and rates that these can reach, and none is there twice. */
export function guardFaults(file: unknown, asWritten: unknown): readonly PathFault[] {
  const defined = definedIn(file, asWritten);
  return environmentsOf(file).flatMap((environment) => [
    ...listOf(get(environment.value, 'guards')).flatMap((guard, index) =>
      (['burn-rate', 'budget'] as const).flatMap((kind) => {
        const written = get(guard, kind);
        if (written === undefined) return [];
        const path = [...environment.path, 'guards', index, kind];
        const slos = get(written, 'slos');
        return slos === undefined
          ? blindFaults(environment, path, defined)
          : namedFaults(environment, [...path, 'slos'], slos, defined);
      }),
    ),
    ...listOf(get(environment.value, 'guards')).flatMap((guard, index) =>
      rateFaults(environment, [...environment.path, 'guards', index, 'burn-rate'], guard, defined),
    ),
    ...repeated(environment, defined),
  ]);
}

/** Where a guard names no SLO there is one that it can watch. */
function blindFaults({ value, path }: Env, here: Path, defined: Defined): readonly PathFault[] {
  const names = listOf(get(value, 'slos'));
  const troubles = names.map((name) => (typeof name === 'string' ? blindness(name, defined) : null));
  const [first] = troubles;
  // What is null can be watched, or has a fault of its own.
  if (first === undefined || first === null || troubles.includes(null)) return [];
  const why =
    troubles.length === 1
      ? first.why
      : `none of the ${names.length} is measured where what was counted is kept`;
  return [at(here, `has no SLO to watch in ${String(path.at(-1))}`, why, first.mend)];
}

/** What a guard names judges in its environment and can be watched. */
function namedFaults({ value }: Env, path: Path, slos: unknown, defined: Defined): readonly PathFault[] {
  const here = namesIn(value);
  return placesOf(slos, path).flatMap(([name, place]) => {
    const is = `is ${quote(name)}`;
    if (!here.includes(name)) {
      const known = get(defined.resolved, name) !== undefined;
      const mend = known ? 'add it to the slos of the environment' : instead(name, here);
      return [at(place, is, 'no such SLO judges in this environment', mend)];
    }
    const trouble = blindness(name, defined);
    return trouble === null ? [] : [at(place, is, trouble.why, trouble.mend)];
  });
}

/** What a guard names, and where. */
function placesOf(slos: unknown, path: Path): readonly (readonly [string, Path])[] {
  const all: readonly (readonly [unknown, Path])[] = Array.isArray(slos)
    ? slos.map((name, index) => [name, [...path, index]])
    : [[slos, path]];
  return all.flatMap(([name, place]) => (typeof name === 'string' ? [[name, place]] : []));
}

/** The SLOs of an environment. */
function namesIn(environment: unknown): readonly string[] {
  return listOf(get(environment, 'slos')).filter((name) => typeof name === 'string');
}

/**
 * A guard on burn rates can fire: an SLO burns fastest where all requests fail. Each SLO that a guard names must be able to
 * make it fire; where it names none, one of those that it watches.
 */
function rateFaults({ value }: Env, path: Path, written: unknown, defined: Defined): readonly PathFault[] {
  const guard = readable(GuardDefinition, written);
  if (guard?.kind !== 'burn-rate') return [];
  const lowest = Math.min(...guard.windows.map(({ rate }) => rate));
  const watchable = namesIn(value).filter((name) => blindness(name, defined) === null);
  if (guard.slos !== null) {
    return placesOf(get(written, 'burn-rate', 'slos'), [...path, 'slos']).flatMap(([name, place]) => {
      if (!watchable.includes(name)) return [];
      const [found] = slownesses(name, lowest, defined).flatMap((one) => one ?? []);
      return found === undefined ? [] : [at(place, `is ${quote(name)}`, found.why, lowerRates(found))];
    });
  }
  const found = watchable.flatMap((name) => slownesses(name, lowest, defined));
  const [fastest] = found.flatMap((one) => one ?? []).toSorted((a, b) => b.most - a.most);
  if (fastest === undefined || found.includes(null)) return [];
  const why = found.length === 1 ? fastest.why : `of ${found.length} SLOs none can: ${fastest.why}`;
  return [at(path, 'can never fire', why, lowerRates(fastest))];
}

interface Slow {
  /** The highest burn rate that the SLO can have. */
  readonly most: number;
  readonly why: string;
}

/** For each objective of an SLO. */
function slownesses(name: string, rate: number, defined: Defined): readonly (Slow | null)[] {
  const slo = definitionOf(name, defined);
  const isShort = typeof slo === 'string' || Array.isArray(slo);
  const written = isShort ? slo : get(slo, 'objective');
  const texts: readonly unknown[] = Array.isArray(written) ? written : [written];
  return texts.map((text) => slowness(name, text, rate));
}

/** Where an objective never burns at that rate; null where it can, or where nobody knows. */
function slowness(name: string, text: unknown, rate: number): Slow | null {
  const objective = typeof text === 'string' ? parseObjective(text) : null;
  if (objective?.ok !== true) return null;
  const { target } = objective.value;
  const most = highestBurnRate(target);
  if (rate <= most) return null;
  const path = pathText(['slos', name]);
  const why = `${path} never burns faster than ${shownRate(most)}, since its objective is ${formatPercent(target)}`;
  return { most, why };
}

/** One of the slow windows has a rate of 1, at which every SLO can burn. */
function lowerRates({ most }: Slow): string {
  return `write lower rates, at most ${shownRate(most)}, or windows: slow`;
}

/** Never more than it is, so that it can be written. */
function shownRate(rate: number): string {
  return String(Math.floor(rate * 100) / 100);
}

/** Why an SLO can't be watched; null where it can, or where nobody knows. */
function blindness(name: string, defined: Defined): { readonly why: string; readonly mend: string } | null {
  const slo = definitionOf(name, defined);
  if (slo === undefined) return null;
  const kinds = kindsOf(slo);
  if (kinds === null || kinds.some(tellsOfThePast)) return null;
  const past = 'know nothing of times past';
  const path = pathText(['slos', name]);
  return kinds.includes('http')
    ? {
        why: `${path} is measured over http, whose counts ${past}`,
        mend: 'measure it where they are kept, such as in Prometheus',
      }
    : {
        why: `${path} is measured on the target's own counters, which ${past}`,
        mend: 'scrape metrics-port with Prometheus, and measure it there',
      };
}

/** A guard that is there already adds nothing. */
function repeated({ value, path }: Env, defined: Defined): readonly PathFault[] {
  const watchable = namesIn(value).filter((name) => blindness(name, defined) === null);
  const seen = new Map<string, number>();
  return listOf(get(value, 'guards')).flatMap((written, index) => {
    const guard = readable(GuardDefinition, written);
    if (guard === null) return [];
    const text = canonical(guard, watchable);
    const first = seen.get(text);
    if (first !== undefined) {
      const why = `guards[${first}] says the same`;
      return [at([...path, 'guards', index], 'is there twice', why, 'remove one of the two')];
    }
    seen.set(text, index);
    return [];
  });
}

/** The same text for guards that mean the same. */
function canonical(guard: GuardDraft, watchable: readonly string[]): string {
  switch (guard.kind) {
    case 'burn-rate':
    case 'budget':
      return JSON.stringify({ ...guard, slos: [...(guard.slos ?? watchable)].toSorted() });
    case 'alerts':
      return JSON.stringify(guard);
  }
}
