import { ALERT_SOURCES } from '../file/alert-selectors.ts';
import type { ServerKind } from '../file/sources.ts';
import type { PathFault } from '../issues.ts';
import { pathText } from '../issues.ts';
import { at, entriesOf, environmentsOf, get, listOf } from './written.ts';
import type { Env, Path } from './written.ts';

/** What to write where a source has no server. */
const SERVERS: Readonly<Record<ServerKind, string>> = {
  prometheus: '{ url: http://127.0.0.1:9090 }',
  cloudwatch: '{ region: eu-central-1 }',
  elasticsearch: '{ url: https://127.0.0.1:9200 }',
  opensearch: '{ url: https://127.0.0.1:9200 }',
  http: '{ url: https://stats.example }',
  datadog: '{ site: datadoghq.com }',
  alertmanager: '{ url: http://127.0.0.1:9093 }',
};

/** Every source that an SLO or a guard names can be reached, in each environment that uses it. */
export function serverFaults(file: unknown): readonly PathFault[] {
  const environments = environmentsOf(file);
  return [...sloFaults(file, environments), ...environments.flatMap((one) => guardFaults(file, one))];
}

function sloFaults(file: unknown, environments: readonly Env[]): readonly PathFault[] {
  return Object.entries(SERVERS).flatMap(([kind, example]) => {
    if (get(file, 'sources', kind) !== undefined) return [];
    return entriesOf(get(file, 'slos')).flatMap(([name, slo]) => {
      if (get(slo, kind) === undefined) return [];
      const users = environments.filter(({ value }) => listOf(get(value, 'slos')).includes(name));
      const lacking = users.filter(({ value }) => get(value, 'sources', kind) === undefined);
      const [first] = lacking;
      if (users.length > 0 && first === undefined) return [];
      const here = ['slos', name, kind];
      const mend = `write sources: { ${kind}: ${example} } beside slos`;
      if (first === undefined || lacking.length === users.length)
        return [at(here, 'has no server', 'the file does not say where it is', mend)];
      const names = lacking.map((one) => one.name).join(' and ');
      const why = 'the file says where it is in other environments only';
      return [at(here, `has no server in ${names}`, why, orUnder(mend, first.path))];
    });
  });
}

function guardFaults(file: unknown, { value, path }: Env): readonly PathFault[] {
  return listOf(get(value, 'guards')).flatMap((guard, index) =>
    ALERT_SOURCES.flatMap((kind) => {
      if (get(guard, 'alerts', kind) === undefined) return [];
      if ([file, value].some((holder) => get(holder, 'sources', kind) !== undefined)) return [];
      const mend = `write sources: { ${kind}: ${SERVERS[kind]} } beside slos`;
      const here = [...path, 'guards', index, 'alerts', kind];
      return [at(here, 'has no server', 'the file does not say where it is', orUnder(mend, path))];
    }),
  );
}

function orUnder(mend: string, path: Path): string {
  return `${mend} for all environments, or under ${pathText(path)}`;
}
