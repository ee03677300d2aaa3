import { describe, expect, it } from 'vitest';
import { cutText, doraWords, periodText, type DoraFigures } from './dora.ts';
import { renderDora } from './markdown/dora.ts';
import { figures } from './testing/dora-figures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NONE = { count: 0, medianMs: null, p90Ms: null, longestMs: null };

function said(some: Partial<DoraFigures>): readonly string[] {
  return doraWords(figures(some)).map(({ value, detail }) => (detail === '' ? value : `${value}: ${detail}`));
}

describe('doraWords', () => {
  it('says the four keys', () => {
    expect(doraWords(figures()).map(({ name }) => name)).toEqual([
      'deployment frequency',
      'lead time for changes',
      'change failure rate',
      'time to restore',
    ]);
    expect(said({})).toEqual([
      '1.8 a week: 23 promoted',
      'median 2 h 5 min: of 21 changes; nine of ten within 3.5 days; 2 without a commit time left out',
      '8.33 %: 2 of 24 releases that got traffic',
      'median 3 min 10 s: of 2 failures; longest 4 min 0 s',
    ]);
  });

  it.each([
    [28, '4 a day'],
    [7, '1 a day'],
    [1, '1 a week'],
    [0.25, '1.1 a month'],
  ])('names %d a week by the day, week or month', (perWeek, value) => {
    expect(said({ deployments: { promoted: 5, perWeek } })[0]).toBe(`${value}: 5 promoted`);
  });

  it('has no rate for a few days', () => {
    const from = '2026-11-20T12:00:00.000Z';
    expect(said({ from, deployments: { promoted: 1, perWeek: null } })[0]).toBe(
      '1 promoted: in 36 h 0 min, which is too short for a rate',
    );
  });

  it('says of few data that they are few, and of none that there are none', () => {
    expect(
      said({
        deployments: { promoted: 0, perWeek: 0 },
        leadTime: { ...NONE, unknown: 0 },
        changeFailures: { deployed: 0, failed: 0, share: null },
        timeToRestore: { ...NONE, unknown: 0, unrestored: 0 },
      }),
    ).toEqual([
      'nothing was promoted',
      'not known: nothing new was promoted',
      'not known: no release got traffic',
      'nothing had to be restored',
    ]);
    const one = { count: 1, medianMs: HOUR, p90Ms: null, longestMs: HOUR };
    expect(
      said({
        leadTime: { ...NONE, unknown: 3 },
        changeFailures: { deployed: 1, failed: 0, share: 0 },
        timeToRestore: { ...one, unknown: 1, unrestored: 2 },
      }).slice(1),
    ).toEqual([
      'not known: no commit time is recorded for the 3 releases promoted',
      '0 %: 0 of 1 release that got traffic',
      '1 h 0 min: of 1 failure; 2 ended without a release that serves; 1 began before what was read',
    ]);
  });
});

it('says of which time it speaks, and where it was cut', () => {
  expect(periodText(figures())).toBe('2026-08-24 to 2026-11-22 (90 days)');
  expect(cutText(figures())).toBe('');
  expect(cutText(figures({ complete: false, entries: 5_000 }))).toBe(
    'the ledger goes further back than the newest 5,000 entries, which were read',
  );
});

describe('renderDora', () => {
  it('has a row for each environment', () => {
    const staging = figures({ environment: 'staging', complete: false, entries: 100 });
    const text = renderDora('shop', [staging, figures()]);
    expect(text).toContain(
      '| Environment | Period | Deployment frequency | Lead time for changes | Change failure rate | Time to restore |',
    );
    expect(text).toContain(
      '| production | 2026-08-24 to 2026-11-22 \\(90 days\\) | **1.8 a week**<br>23 promoted |',
    );
    expect(text).toContain('staging: the ledger goes further back than the newest 100 entries');
    expect(text.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(4);
  });

  it('lets no name break the table, and is nothing of nothing', () => {
    expect(renderDora('shop|x', [figures({ environment: 'a|b\n<img>' })])).not.toMatch(/shop\|x|a\|b|<img>/);
    expect(renderDora('shop', [])).toBe('');
  });

  it('keeps days apart from hours', () => {
    const leadTime = { count: 1, medianMs: 2 * DAY, p90Ms: null, longestMs: 2 * DAY, unknown: 0 };
    expect(said({ leadTime })[1]).toBe('2 days: of 1 change');
  });
});
