import type { Reading } from '@glidepath/analysis';
import { millis, type Slo } from '@glidepath/model';
import type { ForeignSource } from '../../source.ts';
import { createPrometheusAlerts } from '../alerts.ts';
import { createPrometheus } from '../prometheus.ts';
import * as api from './api-server.ts';
import { rule, rules } from './rules.ts';
import { AVAILABILITY, CONTEXT, row, scraped, serverOf, slosIn, V1 } from './slos.ts';

const COUNTED = api.vector([
  row('total', { version: 'v1', instance: 'a', code: '200' }, '90'),
  row('total', { version: 'v1', instance: 'a', code: '500' }, '10'),
  row('bad', { version: 'v1', instance: 'a', code: '500' }, '10'),
  scraped('v1'),
]);

export type Env = Readonly<Record<string, string>>;

/** Something that is asked of the server, in each of these ways. */
export interface Question {
  readonly name: string;
  /** What the server says where all is well. */
  readonly good: api.Behaviour;
  /** `kind: why` of the trouble, or `well`. */
  readonly ask: (written: string, env: Env, limitMs: number) => Promise<string>;
}

export const QUESTIONS: readonly Question[] = [
  {
    name: 'a look',
    good: COUNTED,
    ask: async (written, env, limitMs) => {
      const { source, slos } = sourceAt(written, env, limitMs);
      const [reading] = await source.read(slos, { candidate: V1, stable: null });
      return reading === undefined ? 'nothing' : why(reading.candidate);
    },
  },
  {
    name: 'what was spent',
    good: api.vector([row('total', {}, '90'), row('bad', {}, '10')]),
    ask: async (written, env, limitMs) => {
      const { source, slos } = sourceAt(written, env, limitMs);
      const questions = slos.map((slo) => ({ slo, windows: [millis(300_000)] }));
      const [spent] = await source.spent(questions, millis(limitMs));
      return spent?.kind === 'trouble'
        ? `${spent.trouble.kind}: ${spent.trouble.why}; ${spent.trouble.mend}`
        : 'well';
    },
  },
  {
    name: 'the alerts',
    good: rules([rule('Slow')]),
    ask: async (written, env, limitMs) => {
      const server = serverOf(slosIn({ availability: AVAILABILITY }, written));
      const source = createPrometheusAlerts(server, { ...CONTEXT, env });
      const matchers = [{ label: 'alertname', operator: '=', value: 'Slow' }] as const;
      const alerts = await source.firing({ kind: 'prometheus', matchers, server }, millis(limitMs));
      return alerts.kind === 'trouble'
        ? `${alerts.trouble.kind}: ${alerts.trouble.why}; ${alerts.trouble.mend}`
        : 'well';
    },
  },
];

function sourceAt(
  written: string,
  env: Env,
  lookLimit: number,
): { source: ForeignSource; slos: readonly Slo[] } {
  const slos = slosIn({ availability: AVAILABILITY }, written);
  return {
    slos,
    source: createPrometheus(serverOf(slos), { ...CONTEXT, env, lookLimit: millis(lookLimit) }),
  };
}

function why(reading: Reading): string {
  return reading.kind === 'no-data' || reading.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : 'well';
}
