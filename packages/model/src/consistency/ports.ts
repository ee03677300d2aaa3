import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { targetsIn } from './targets.ts';
import type { WrittenTarget } from './targets.ts';
import { at, environmentsOf, get } from './written.ts';
import type { Path } from './written.ts';

/** No two proxies listen in the same place. */
export function sharedPorts(file: unknown): readonly PathFault[] {
  const taken: Taken[] = [];
  const targets = environmentsOf(file).flatMap((environment) => targetsIn(environment, 'local'));
  return targets.flatMap((target) => {
    const host = get(target.value, 'host') ?? '127.0.0.1';
    if (typeof host !== 'string') return [];
    return ['port', 'metrics-port'].flatMap((key) => {
      const port = get(target.value, key);
      if (typeof port !== 'number') return [];
      const here = target.place(key);
      const other = taken.find((place) => place.port === port && overlap(place.host, host));
      taken.push({ host, port, path: here, target });
      return other === undefined ? [] : [sharedPort(here, key, port, target, other)];
    });
  });
}

interface Taken {
  readonly host: string;
  readonly port: number;
  readonly path: Path;
  readonly target: WrittenTarget;
}

function sharedPort(here: Path, key: string, port: number, { name }: WrittenTarget, other: Taken): PathFault {
  const place = pathText(other.path);
  if (place !== pathText(here))
    return at(here, `is ${port}`, `${place} has it on the same host`, 'write another port');
  const why = `${other.target.name} and ${name} would both have it on the same host`;
  return at(here, `is ${port}`, why, `write another one in targets.each.${name}.${key}`);
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
