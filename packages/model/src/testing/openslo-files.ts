import { formatDiagnostic } from '../diagnostic.ts';
import type { Slo } from '../delivery.ts';
import type { OpenSloFile } from '../openslo/resolve.ts';
import { readDelivery } from '../read.ts';
import { production } from './files.ts';

/** Delivery files whose only SLO is a document of OpenSLO, for tests. */

const SOURCES = 'sources: { prometheus: { url: http://127.0.0.1:9090 }, datadog: {} }\n';

/** The delivery file `f`: what is written of the SLO begins on line 7, at column 23. */
export function delivery(slo: string, sources = SOURCES): string {
  return production({}, `{ availability: ${slo} }`) + sources;
}

/** The SLO that was read, or what is told. */
export function read(
  files: Readonly<Record<string, string>>,
  slo = '{ openslo: slo.yaml }',
): Slo | readonly string[] | undefined {
  const result = readDelivery(delivery(slo), 'f', filesOf(files));
  return result.ok ? result.delivery.environments[0]?.slos[0] : result.diagnostics.map(formatDiagnostic);
}

export function filesOf(files: Readonly<Record<string, string>>): ReadonlyMap<string, OpenSloFile> {
  return new Map(Object.entries(files).map(([path, content]) => [path, { ok: true, content }]));
}

/** A text without the mark ▸, and the place where that stood: line:column. */
export function marked(text: string): { readonly text: string; readonly place: string } {
  const before = text.slice(0, text.indexOf('▸')).split('\n');
  return { text: text.replace('▸', ''), place: `${before.length}:${(before.at(-1) ?? '').length + 1}` };
}

/** An SLO with a ratio, some of its lines written otherwise. */
export function ratioSlo(lines: Partial<Record<keyof typeof RATIO, string>> = {}): string {
  return joined({ ...RATIO, ...lines });
}

/** The same with a threshold. */
export function thresholdSlo(lines: Partial<Record<keyof typeof THRESHOLD, string>> = {}): string {
  return joined({ ...THRESHOLD, ...lines });
}

const HEAD = {
  version: 'apiVersion: openslo/v1',
  kind: 'kind: SLO',
  metadata: 'metadata: { name: checkout }',
  spec: 'spec:',
};
const PROMISE = { method: '  budgetingMethod: Occurrences', objectives: '  objectives:' };
const RATIO = {
  ...HEAD,
  indicator: '  indicator:',
  sli: '    spec:',
  ratio: '      ratioMetric:',
  counter: '        counter: true',
  some: `        bad: { metricSource: { type: Prometheus, spec: { query: 'x{code="5"}' } } }`,
  total: '        total: { metricSource: { type: Prometheus, spec: { query: x } } }',
  ...PROMISE,
  objective: '    - target: 0.999',
};
const THRESHOLD = {
  ...HEAD,
  indicator: '  indicator:',
  sli: '    spec:',
  threshold: '      thresholdMetric:',
  source: '        metricSource:',
  type: '          type: Prometheus',
  query: '          spec: { query: duration_seconds }',
  ...PROMISE,
  objective: '    - { op: lte, value: 0.3, targetPercent: 99 }',
};

function joined(lines: Readonly<Record<string, string>>): string {
  return `${Object.values(lines)
    .filter((line) => line !== '')
    .join('\n')}\n`;
}
