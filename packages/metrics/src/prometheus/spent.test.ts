import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, type PrometheusCounts } from '@glidepath/model';
import type { Spent, SpentQuestion } from '../source.ts';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import { CONTEXT, GOOD, histogram, PROMQL, row, selector, serverOf, sloBy } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

const FIVE_MINUTES = millis(300_000);
const HOUR = millis(3_600_000);
const MONTH = millis(30 * 86_400_000);
const BAD: PrometheusCounts = {
  kind: 'selectors',
  total: selector('requests_total'),
  bad: selector('errors_total'),
};

async function spent(...questions: readonly SpentQuestion[]): Promise<readonly Spent[]> {
  const source = createPrometheus(serverOf(questions.map(({ slo }) => slo)), CONTEXT);
  return source.spent(questions, millis(2_000));
}

function question(counts: PrometheusCounts, ...windows: SpentQuestion['windows']): SpentQuestion {
  return { slo: sloBy(counts, server.url, 'slo'), windows };
}

function growth(window: string, two: string, one: string): string {
  const total = '(sum by (version) (requests_total))';
  return `sum(sum_over_time(clamp_min(idelta(${total}[${two}:${one}]), 0)[${window}:${one}]))`;
}

describe('what the whole service counted', () => {
  it('over all times of all questions is asked for at once', async () => {
    server.behaviour = api.answering(
      ['requests_total[1h]', [row('total', {}, '1000.5'), row('bad', {}, '4.5')]],
      ['requests_total[5m]', [row('total', {}, '80')]],
      ['increase(good_total[1h])', [row('total', {}, '1000'), row('good', {}, '990')]],
    );
    const good: PrometheusCounts = {
      kind: 'good-selectors',
      total: selector('other_total'),
      good: selector('good_total'),
    };
    const answers = await spent(
      { ...question(BAD, HOUR, FIVE_MINUTES), slo: sloBy(BAD, server.url, 'one') },
      { ...question(good, HOUR), slo: sloBy(good, server.url, 'two') },
    );
    expect(answers).toEqual([
      {
        kind: 'counts',
        query:
          'label_replace(sum(increase(requests_total[1h])), "glidepath_part", "total", "", "") or ' +
          'label_replace(sum(increase(errors_total[1h])), "glidepath_part", "bad", "", "")',
        windows: [
          { bad: 4.5, total: 1000.5 },
          { bad: 0, total: 80 },
        ],
      },
      { kind: 'counts', query: containing('good_total'), windows: [{ bad: 10, total: 1000 }] },
    ]);
    expect(server.asked).toHaveLength(1);
  });

  it('is nothing over a time in which nothing came', async () => {
    server.behaviour = api.answering(['[1h]', [row('total', {}, '10'), row('bad', {}, '1')]]);
    expect(await spent(question(BAD, FIVE_MINUTES, HOUR))).toMatchObject([
      {
        windows: [
          { bad: 0, total: 0 },
          { bad: 1, total: 10 },
        ],
      },
    ]);
  });

  it.each([
    ['nothing at all is selected', BAD, [], 'nothing is selected'],
    [
      'no good ones are selected',
      GOOD,
      [row('total', {}, '10')],
      'no series of good_total that is good is selected',
    ],
    [
      'there is no such edge',
      histogram('histogram', 'exact'),
      [row('total', {}, '10')],
      'duration_seconds has no edge 0.3',
    ],
    ['what came is no number', BAD, [row('total', {}, 'NaN')], 'is NaN'],
    ['what came is below nothing', BAD, [row('total', {}, '-1')], 'is -1'],
    ['what came twice', BAD, [row('total', {}, '1'), row('total', {}, '1')], 'came twice'],
  ] as const)('is not known where %s', async (_, counts, rows, says) => {
    server.behaviour = api.answers(() => rows);
    expect(await spent(question(counts, HOUR))).toMatchObject([
      { kind: 'trouble', query: containing('[1h]'), trouble: { kind: 'no-data', why: containing(says) } },
    ]);
  });

  it('is never more bad than all', async () => {
    server.behaviour = api.answers(() => [row('total', {}, '10'), row('bad', {}, '10.4')]);
    expect(await spent(question(BAD, HOUR))).toMatchObject([{ windows: [{ bad: 10, total: 10 }] }]);
  });

  it('by an expression is what it rose by, at most 500 times and at least every minute', async () => {
    server.behaviour = api.answers(() => [row('total', {}, '10'), row('bad', {}, '1')]);
    expect(await spent(question(PROMQL, HOUR, MONTH, millis(120_000)))).toMatchObject([
      { windows: [{ bad: 1, total: 10 }, {}, {}] },
    ]);
    const [asked] = server.asked;
    expect(asked?.query).toContain(growth('1h', '2m', '1m'));
    expect(asked?.query).toContain(growth('30d', '2h52m48s', '1h26m24s'));
    expect(asked?.query).toContain(growth('2m', '48s', '24s'));
  });
});

describe('of a histogram', () => {
  it('the edge next to the threshold is asked for once', async () => {
    server.behaviour = api.answering(
      [
        'count by (le)',
        [
          [{ le: '0.1' }, '4'],
          [{ le: '0.25' }, '4'],
          [{ le: '0.2' }, '3'],
          [{ le: '1' }, '4'],
          [{ le: '+Inf' }, '4'],
        ],
      ],
      ['le=~"0?[.]250*"', [row('total', {}, '10'), row('bucket', {}, '7')]],
    );
    const asked = question(histogram('histogram', 'below'), HOUR);
    const source = createPrometheus(serverOf([asked.slo]), CONTEXT);
    for (const requests of [2, 3]) {
      expect(await source.spent([asked], millis(2_000))).toMatchObject([
        { windows: [{ bad: 3, total: 10 }] },
      ]);
      expect(server.asked).toHaveLength(requests);
    }
  });

  it('there may be none next to it', async () => {
    server.behaviour = api.answering([
      'count by (le)',
      [
        [{ le: '1' }, '4'],
        [{ le: '+Inf' }, '4'],
      ],
    ]);
    expect(await spent(question(histogram('histogram', 'below'), HOUR))).toMatchObject([
      { kind: 'trouble', trouble: { why: containing('its edges are 1') } },
    ]);
  });

  it.each([
    ['below', 6],
    ['above', 2],
  ] as const)('a native one tells itself: %s', async (edge, bad) => {
    server.behaviour = api.vector([
      [
        {},
        {
          count: '20.5',
          sum: '3',
          buckets: [
            [0, '0.125', '0.25', '14.5'],
            [0, '0.25', '0.5', '4'],
            [0, '1', '2', '2'],
          ],
        },
      ],
    ]);
    expect(await spent(question(histogram('native-histogram', edge), HOUR))).toEqual([
      {
        kind: 'counts',
        query: 'sum(increase(duration_seconds[1h]))',
        windows: [{ bad, total: 20.5 }],
      },
    ]);
  });

  it('a native one may have no such edge', async () => {
    server.behaviour = api.vector([[{}, { count: '4', sum: '3', buckets: [[0, '0.25', '0.5', '4']] }]]);
    expect(await spent(question(histogram('native-histogram', 'exact'), HOUR))).toMatchObject([
      { trouble: { why: 'there is no edge 0.3, but a bucket from 0.25 to 0.5' } },
    ]);
  });
});
