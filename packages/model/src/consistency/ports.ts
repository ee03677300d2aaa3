import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { at, environmentsOf, get } from './written.ts';
import type { Path } from './written.ts';

/** No two proxies listen in the same place. */
export function sharedPorts(file: unknown): readonly PathFault[] {
  const taken: { readonly host: string; readonly port: number; readonly path: Path }[] = [];
  return environmentsOf(file).flatMap(({ value, path }) => {
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
