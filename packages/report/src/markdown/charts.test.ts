import { describe, expect, it } from 'vitest';
import { all, breached, dead, long, promoted } from '../testing/fixtures.ts';
import type { Fixture } from '../testing/fixtures.ts';
import { charts } from './charts.ts';

/** What we write of mermaid's grammar, checked once with mermaid itself; a line that does not match is not known to be valid. */
const NUMBER = String.raw`-?\d+(\.\d+)?`;
const BLOCK = new RegExp(
  [
    '^```mermaid',
    '---',
    'config:',
    '  xyChart:',
    '    height: 260',
    '  themeVariables:',
    '    xyChart:',
    '      plotColorPalette: "#[0-9a-f]{6}(, #[0-9a-f]{6})?"',
    '---',
    'xychart-beta',
    String.raw`  title "[\p{L}\p{N} .,:+/_-]{1,80}"`,
    `  x-axis "seconds since the start" ${NUMBER} --> ${NUMBER}`,
    `  y-axis "% of requests" 0 --> ${NUMBER}`,
    String.raw`(  (bar|line) \[${NUMBER}(, ${NUMBER})*\]`,
    ')+```$',
  ].join('\n'),
  'u',
);

function blocks({ result, samples }: Fixture): readonly string[] {
  return charts(result, samples).map((text) => text.slice(0, text.indexOf('```', 3) + 3));
}

function values(block: string, kind: 'bar' | 'line'): readonly (readonly number[])[] {
  return [...block.matchAll(new RegExp(String.raw`${kind} \[(.*)\]`, 'g'))].map((found) =>
    (found[1] ?? '').split(', ').map(Number),
  );
}

describe('charts', () => {
  it('writes valid mermaid of at most 40 points, all lines of one length', () => {
    for (const fixture of [...all(), long(3_000)])
      for (const block of blocks(fixture)) {
        expect(block).toMatch(BLOCK);
        const lines = [...values(block, 'bar'), ...values(block, 'line')];
        expect(new Set(lines.map((line) => line.length)).size).toBe(1);
        expect(lines[0]?.length).toBeLessThanOrEqual(40);
        expect(lines[0]?.length).toBeGreaterThanOrEqual(2);
      }
  });

  it('shows the weight rise step by step, and fall at a rollback', () => {
    const [rising] = blocks(promoted());
    expect([...new Set(values(rising ?? '', 'bar')[0])]).toEqual([0, 5, 25, 50, 100]);
    const [falling] = blocks(breached());
    expect([...new Set(values(falling ?? '', 'bar')[0])]).toEqual([0, 5]);
    expect(values(falling ?? '', 'bar')[0]?.at(-1)).toBe(0);
  });

  it('leaves no short exposure out', () => {
    const { result, samples } = long(3_000);
    const peak = samples.map((sample, index) => (index === 1_234 ? { ...sample, weight: 37 } : sample));
    const [block] = blocks({ result, samples: peak });
    expect(Math.max(...(values(block ?? '', 'bar')[0] ?? []))).toBe(37);
  });

  it('ends at the share of all requests that failed', () => {
    const { result, samples } = breached();
    const text = charts(result, samples)[1] ?? '';
    expect(values(text, 'line').map((line) => line.at(-1))).toEqual([12.766, 0.56]);
    expect(text).toContain('Orange: 1.10.0, 6 of 47 (12.8 %) bad. Blue: 1.9.0, 5 of 893 (0.56 %) bad.');
  });

  it('draws one line where there is no other release to compare with', () => {
    const { result, samples } = promoted();
    const alone = samples.map((sample) => ({
      ...sample,
      slis: sample.slis.map((sli) => ({ ...sli, stable: { bad: 0, total: 0 } })),
    }));
    const drawn = charts({ ...result, stable: null }, alone);
    expect(values(drawn[1] ?? '', 'line')).toHaveLength(1);
    expect(drawn[1]).not.toContain('Blue');
  });

  it('draws nothing of a release that never had traffic', () => {
    const { result, samples } = dead();
    expect(charts(result, samples)).toEqual([]);
  });

  it('keeps foreign names from becoming mermaid', () => {
    const { result, samples } = promoted();
    const evil = '"]\n```\n%%{init}%% <img onerror=1>; end';
    const drawn = blocks({
      result: { ...result, release: { ...result.release, name: evil } },
      samples: samples.map((sample) => ({
        ...sample,
        slis: sample.slis.map((sli) => ({ ...sli, sli: `${sli.sli}${evil}` })),
      })),
    });
    expect(drawn).toHaveLength(3);
    for (const block of drawn) expect(block).toMatch(BLOCK);
  });
});
