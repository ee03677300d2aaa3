import type { Environment, Slo, TargetSpec } from '@glidepath/model';
import type { DataSource, Variable } from './grafana.ts';

/** What a dashboard reads from: chosen when it is looked at, by a variable, so that it can be imported anywhere. */
export interface Choice {
  /** Tells it from others: two servers of a kind are two data sources. */
  readonly key: string;
  /** Grafana's name for the kind of data source. */
  readonly type: string;
  readonly label: string;
}

/** The data source of an SLO; null where there is none that could show it. */
export function choiceOf({ source }: Slo, environment: Environment): Choice | null {
  switch (source.kind) {
    case 'target':
      return exposes(environment.target) ? (ownPrometheus(environment) ?? PROMETHEUS) : null;
    case 'prometheus':
      return prometheusAt(source.server.url);
    case 'cloudwatch':
      return { key: 'cloudwatch', type: 'cloudwatch', label: 'CloudWatch' };
    case 'elasticsearch':
      return searchAt('elasticsearch', 'Elasticsearch', source.server.url, source.index);
    case 'opensearch':
      return searchAt('grafana-opensearch-datasource', 'OpenSearch', source.server.url, source.index);
    case 'http':
    case 'datadog':
      return null;
  }
}

/** Whether the target's own counters can be scraped. */
function exposes(target: TargetSpec): boolean {
  if (target.kind === 'waves')
    return target.waves.flat().every(({ spec }) => spec.kind === 'local' && spec.metricsPort !== null);
  return target.kind === 'local' && target.metricsPort !== null;
}

const PROMETHEUS: Choice = { key: 'prometheus', type: 'prometheus', label: 'Prometheus' };

function prometheusAt(url: string): Choice {
  return { key: `prometheus ${url}`, type: 'prometheus', label: `Prometheus (${new URL(url).host})` };
}

function searchAt(type: string, name: string, url: string, index: string): Choice {
  return { key: `${type} ${url} ${index}`, type, label: `${name} (${index})` };
}

/** Where other SLOs are measured by Prometheus, it most likely gathers the target's counters too. */
function ownPrometheus({ slos }: Environment): Choice | null {
  const first = slos.find(({ source }) => source.kind === 'prometheus')?.source;
  return first?.kind === 'prometheus' ? prometheusAt(first.server.url) : null;
}

/** All that an environment's SLOs need, each once, and a variable for each. */
export class Choices {
  readonly #names = new Map<string, string>();
  readonly #variables: Variable[] = [];

  constructor(environment: Environment) {
    for (const slo of environment.slos) {
      const choice = choiceOf(slo, environment);
      if (choice === null || this.#names.has(choice.key)) continue;
      const name = `datasource${this.#names.size === 0 ? '' : this.#names.size + 1}`;
      this.#names.set(choice.key, name);
      this.#variables.push(variable(name, choice));
    }
  }

  get variables(): readonly Variable[] {
    return this.#variables;
  }

  sourceFor({ key, type }: Choice): DataSource {
    return { type, uid: `\${${this.#names.get(key) ?? 'datasource'}}` };
  }
}

function variable(name: string, { type, label }: Choice): Variable {
  return {
    type: 'datasource',
    name,
    label,
    query: type,
    regex: '',
    refresh: 1,
    hide: 0,
    multi: false,
    includeAll: false,
    skipUrlSync: false,
    options: [],
  };
}
