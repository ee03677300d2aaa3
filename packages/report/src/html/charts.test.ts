import { describe, expect, it } from 'vitest';
import { spanOf } from '../span.ts';
import {
  PROMOTION_THRESHOLD,
  ROLLBACK_THRESHOLD,
  all,
  breached,
  dead,
  long,
  promoted,
} from '../testing/fixtures.ts';
import type { Fixture } from '../testing/fixtures.ts';
import { chartsOf } from './charts.ts';

function draw({ result, samples }: Fixture) {
  return chartsOf(result, samples, spanOf(result, samples), 'r');
}

function titled(fixture: Fixture, title: string) {
  const found = draw(fixture).find((one) => one.title === title);
  if (found === undefined) throw new Error(`no chart "${title}"`);
  return found;
}

describe('chartsOf', () => {
  it('draws weight, evidence, failures of each SLI and latency', () => {
    expect(draw(promoted()).map(({ title, chart }) => [chart.id, title, chart.unit])).toEqual([
      ['r-chart-1', 'Traffic to the new release', '%'],
      ['r-chart-2', 'Evidence against its thresholds', 'ln E'],
      ['r-chart-3', 'Bad requests: availability', '%'],
      ['r-chart-4', 'Bad requests: latency', '%'],
      ['r-chart-5', 'Mean latency', 'ms'],
    ]);
  });

  it('gives every line a value or a gap for each of its times, which rise from 0', () => {
    for (const fixture of [...all(), long(9_000)])
      for (const { chart } of draw(fixture)) {
        const times = [...chart.times];
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times[0]).toBeGreaterThanOrEqual(0);
        for (const line of chart.lines) expect(line.values).toHaveLength(times.length);
        expect(times.length).toBeLessThanOrEqual(2_010);
      }
  });

  it('draws nothing of a release that got no traffic', () => {
    expect(draw(dead())).toEqual([]);
  });

  it('draws the plan alone where nobody looked', () => {
    const { result } = promoted();
    const [weight, ...rest] = draw({ result, samples: [] });
    expect(rest).toEqual([]);
    expect(weight?.chart.lines.map((line) => line.role)).toEqual(['planned']);
    expect(weight?.summary).toBe('The plan went up to 100 % of requests.');
  });

  it('shows what was observed only while somebody looked', () => {
    const { chart } = titled(breached(), 'Traffic to the new release');
    const [planned, observed] = chart.lines;
    expect(chart.times).toEqual([0, 2, 3, 4, 5, 6, 8]);
    expect(planned?.values).toEqual([0, 5, 5, 5, 5, 0, 0]);
    expect(observed?.values).toEqual([null, null, 5, 5, 5, 5, null]);
    expect(chart.range).toEqual([0, 10.5]);
  });

  it('shows the evidence with its thresholds, and says what lies below the chart', () => {
    const { result, samples } = breached();
    const { chart, summary } = titled({ result, samples }, 'Evidence against its thresholds');
    expect(chart.lines.map((line) => [line.role, line.values.at(-1)])).toEqual([
      ['rollback', samples.at(-1)?.lnRollback],
      ['rollback-threshold', ROLLBACK_THRESHOLD],
      ['promotion', samples.at(-1)?.lnPromotion],
      ['promotion-threshold', PROMOTION_THRESHOLD],
    ]);
    expect(summary).toBe(
      'Worse than allowed: highest 6.4, threshold 4.6. Good enough: highest -2.5, threshold 3.0. The lowest value, -7.6, lies below the chart.',
    );
  });

  it('draws a gap where a test was not run', () => {
    const { result, samples } = breached();
    const without = samples.map((sample) => ({ ...sample, lnRollback: -Infinity }));
    const { chart, summary } = titled({ result, samples: without }, 'Evidence against its thresholds');
    expect(chart.lines[0]?.values).toEqual([null, null, null, null]);
    expect(summary).toContain('Worse than allowed: not tested.');
  });

  it('leaves a gap, not a nought, where a release had no requests', () => {
    const { chart } = titled(promoted(), 'Bad requests: availability');
    const stable = chart.lines.find((line) => line.role === 'stable');
    expect(stable?.values.at(-1)).toBeNull();
    expect(stable?.values[0]).toBeTypeOf('number');
  });

  it('draws latencies apart where SLIs report different ones', () => {
    const { result, samples } = breached();
    const apart = samples.map((sample) => ({
      ...sample,
      slis: sample.slis.map((sli, index) => ({ ...sli, candidateLatencyMs: 10 * (index + 1) })),
    }));
    expect(
      draw({ result, samples: apart })
        .map(({ title }) => title)
        .filter((title) => title.startsWith('Mean')),
    ).toEqual(['Mean latency: availability', 'Mean latency: latency']);
  });

  it('says the totals of all requests in words, however many looks there were', () => {
    const { result, samples } = long(9_000);
    const total = samples.reduce((all, sample) => all + (sample.slis[0]?.candidate.total ?? 0), 0);
    expect(titled({ result, samples }, 'Bad requests: availability').summary).toContain(
      `of ${total.toLocaleString('en-US')} (`,
    );
  });
});
