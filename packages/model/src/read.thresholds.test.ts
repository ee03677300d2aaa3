import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from './delivery.ts';
import { formatDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const SOURCES = `sources:
  prometheus: { url: http://127.0.0.1:9090 }
  cloudwatch: { region: eu-central-1 }
  elasticsearch: { url: https://127.0.0.1:9200 }
  datadog: {}
  http: { url: http://127.0.0.1 }
`;
const LIST = '[99% under 300ms, 99.9% under 1s]';

function withLatency(latency: string, keys: Readonly<Record<string, string>> = {}, more = ''): string {
  const slos = `{ latency: ${latency}, availability: 99.9%${more} }`;
  return `${production({ slos: '[availability, latency]', ...keys }, slos)}${SOURCES}`;
}

function environmentOf(content: string): Environment {
  const read = readDelivery(content, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const [environment] = read.delivery.environments;
  if (environment === undefined) throw new Error('no environment');
  return environment;
}

/** A good file of several thresholds says the same when it is written out. */
function isWrittenOut(content: string): void {
  const read = readDelivery(content, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  expect(readDelivery(formatDelivery(read.delivery), 'f')).toEqual(read);
}

describe('several thresholds of one latency', () => {
  it('become one SLO each, which count as one together', () => {
    expect(environmentOf(withLatency(LIST)).slos).toEqual([
      {
        name: 'availability',
        objective: { kind: 'availability', target: 99.9 },
        weight: 1,
        source: { kind: 'target' },
      },
      {
        name: 'latency-300ms',
        objective: { kind: 'latency', target: 99, threshold: 300 },
        weight: 0.5,
        source: { kind: 'target' },
      },
      {
        name: 'latency-1s',
        objective: { kind: 'latency', target: 99.9, threshold: 1000 },
        weight: 0.5,
        source: { kind: 'target' },
      },
    ]);
  });

  it('may be quantiles, and more than two', () => {
    const { slos } = environmentOf(
      withLatency('[p50 under 100ms, p99 under 300ms, 99.9% under 1m30s]', { slos: '[latency]' }),
    );
    expect(slos.map(({ name, weight }) => [name, weight])).toEqual([
      ['latency-100ms', 1 / 3],
      ['latency-300ms', 1 / 3],
      ['latency-1m30s', 1 / 3],
    ]);
    expect(slos.map(({ objective }) => objective.target)).toEqual([50, 99, 99.9]);
  });

  it.each([
    ["prometheus: { histogram: 'h', split: v, edge: below }", 'prometheus'],
    ["prometheus: { native-histogram: 'h', split: v }", 'prometheus'],
    ['cloudwatch: { namespace: s, latency: Time, unit: s, split: V }', 'cloudwatch'],
    ["elasticsearch: { index: i, total: '*', duration: { field: d, unit: ms }, split: v }", 'elasticsearch'],
    ["datadog: { distribution: 'd{*}', split: v }", 'datadog'],
  ])('share what they are measured by: %s', (source, kind) => {
    const file = withLatency(`{ objective: ${LIST}, ${source} }`);
    const [, sooner, later] = environmentOf(file).slos;
    expect(sooner?.source.kind).toBe(kind);
    expect(later?.source).toEqual(sooner?.source);
    expect([sooner?.objective, later?.objective]).toMatchObject([{ threshold: 300 }, { threshold: 1000 }]);
    isWrittenOut(file);
  });

  it('share the weight that is written', () => {
    const { slos } = environmentOf(withLatency(`{ objective: ${LIST}, weight: 3 }`));
    expect(slos.map(({ weight }) => weight)).toEqual([1, 1.5, 1.5]);
    const least = environmentOf(withLatency(`{ objective: ${LIST}, weight: 5.0e-324 }`)).slos;
    expect(least.map(({ weight }) => weight > 0)).toEqual([true, true, true]);
  });

  it('are all meant by a guard that names their SLO, or none', () => {
    const latency = `{ objective: ${LIST}, prometheus: { histogram: h, split: v } }`;
    const guards =
      '[{ burn-rate: { slos: latency } }, { budget: { floor: 1%, slos: [latency] } }, { budget: 10% }]';
    const file = withLatency(latency, { guards });
    const watched = environmentOf(file).guards.map((guard) =>
      guard.kind === 'alerts' ? [] : guard.slos.map(({ name }) => name),
    );
    const both = ['latency-300ms', 'latency-1s'];
    expect(watched).toEqual([both, both, both]);
    isWrittenOut(file);
  });

  it('must all be able to make a guard fire that names their SLO', () => {
    const latency = '{ objective: [80% under 300ms, 99% under 1s], prometheus: { histogram: h, split: v } }';
    expect(
      told(withLatency(latency, { guards: '[{ burn-rate: { slos: latency, windows: fast } }]' })),
    ).toEqual([
      expect.stringContaining(
        'slos is "latency", slos.latency never burns faster than 5, since its objective is 80%',
      ),
    ]);
    expect(told(withLatency(latency, { guards: '[{ burn-rate: { windows: fast } }]' }))).toEqual([]);
  });

  it('on the own counters can not be watched by a guard', () => {
    for (const latency of [LIST, `{ objective: ${LIST}, weight: 2 }`]) {
      const said = told(withLatency(latency, { guards: '[{ burn-rate: { slos: latency } }]' }));
      expect(said).toEqual([expect.stringContaining("is measured on the target's own counters")]);
    }
  });

  it('say the same when they are written out, whatever they are', () => {
    const objectives = fc
      .array(
        fc.record({ more: fc.integer({ min: 1, max: 1e6 }), share: fc.integer({ min: 1, max: 2000 }) }),
        {
          minLength: 2,
          maxLength: 6,
        },
      )
      .map((steps) => {
        let [threshold, share] = [0, 0];
        return steps.map(({ more, share: further }) => {
          threshold += more;
          share += further;
          return `${share / 1000}% under ${threshold}ms`;
        });
      });
    const weight = fc.double({ min: 0, minExcluded: true, max: 100, noNaN: true });
    fc.assert(
      fc.property(objectives, weight, (list, own) => {
        const written = JSON.stringify(list);
        isWrittenOut(withLatency(written));
        isWrittenOut(withLatency(`{ objective: ${written}, weight: ${own.toFixed(20)}1 }`));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a list of objectives is refused', () => {
  const S = 'slos.latency';
  it.each([
    ['[]', `${S} is an empty list, write for example [99% under 300ms, 99.9% under 1s]`],
    ['[99% under 300ms]', `${S} is a list of one, write "99% under 300ms" without the list`],
    [
      '[99% under 300ms, ▸99.9%]',
      `${S}[1] is "99.9%", in a list each objective says how soon, write it as an SLO of its own`,
    ],
    ['[99% under 300ms, ▸p99]', `${S}[1] is "p99", it does not say how soon the answer must come`],
    [
      '[99% under 1s, ▸99.9% under 300ms]',
      `${S}[1] is "99.9% under 300ms", it is shorter than the one before, write the shortest threshold first`,
    ],
    [
      '[99% under 1s, ▸99.9% under 1000ms]',
      `${S}[1] is "99.9% under 1000ms", the one before is under 1s too, remove one of the two`,
    ],
    [
      '[99% under 300ms, ▸95% under 1s]',
      `${S}[1] is "95% under 1s", it could never matter, since what is answered within 300ms is within 1s too, write more than 99%, or remove it`,
    ],
    ['[p99 under 300ms, ▸99% under 1s]', 'write more than 99%, or remove it'],
    ['[▸99, 99.9% under 1s]', `${S}[0] is 99, text belongs here, write 99%`],
    ['{ objective: ▸[] }', `${S}.objective is an empty list`],
    [
      '{ objective: [99% under 300ms, ▸95% under 1s] }',
      `${S}.objective[1] is "95% under 1s", it could never`,
    ],
    ['{ objective: ▸99 }', `${S}.objective is 99, text or a list belongs here, write 99%`],
    ['[99% under 300ms, ▸99.9% under 2s]', `it becomes an SLO latency-2s, and there is one of that name`],
    [
      '{ objective: [99% under 300ms, ▸99.9% under 2s] }',
      `${S}.objective[1] is "99.9% under 2s", it becomes an SLO latency-2s, and there is one of that name, rename one of the two`,
    ],
    [
      `{ objective: ${LIST}, prometheus: { promql: ▸{ total: 'sum by (v) (a)', bad: 'sum by (v) (b)' }, split: v } }`,
      `${S}.prometheus.promql knows no threshold, it would count the same for each of them, write an SLO for each threshold, and share the weight among them`,
    ],
    [
      `{ objective: ${LIST}, http: ▸{ get: '/{release}', total: t, bad: b, counts: since-start } }`,
      `${S}.http knows no threshold`,
    ],
    [
      `{ objective: ${LIST}, prometheus: { total: ▸a, bad: b, split: v } }`,
      'total is not for this objective',
    ],
    [`{ objective: 99%, weight: ▸0 }`, `${S}.weight is 0, write a number above 0, at most 100, such as 0.5`],
    [`{ objective: 99%, weight: ▸100.5 }`, 'write a number above 0, at most 100'],
    [`{ objective: 99%, weight: ▸.nan }`, `${S}.weight is NaN`],
    [`{ objective: 99%, weight: ▸half }`, `${S}.weight is "half", a number belongs here`],
    [
      `{ openslo: slo.yaml, weight: ▸2 }`,
      `${S}.weight has no meaning here, an OpenSLO document counts for 1, remove it`,
    ],
  ])('%s', (latency, says) => {
    const line = withLatency(latency, {}, ', latency-2s: 99% under 2s').split('\n')[6] ?? '';
    const said = told(withLatency(latency.replace('▸', ''), {}, ', latency-2s: 99% under 2s'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    if (latency.includes('▸')) expect(said[0]).toMatch(new RegExp(`^f:7:${line.indexOf('▸') + 1}: `));
  });

  it('whose name leaves no room for a threshold', () => {
    const slo = 'a'.repeat(60);
    const file = production({ slos: `[${slo}]` }, `{ ${slo}: ${LIST} }`);
    expect(told(file)).toEqual([
      `f:7:72: slos.${slo}[0] is "99% under 300ms", it becomes an SLO ${slo}-300ms, whose name is too long, choose a shorter name for the SLO`,
    ]);
  });

  it('where an environment names one threshold', () => {
    expect(told(withLatency(LIST, { slos: '[latency-1s]' }))).toEqual([
      expect.stringContaining('is "latency-1s", no such SLO is defined under slos'),
    ]);
  });
});
