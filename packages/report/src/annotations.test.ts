import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '@glidepath/conductor';
import { DECISIONS, REASONS } from '@glidepath/rollout';
import type { VerdictNote } from '@glidepath/rollout';
import { annotationsFor } from './annotations.ts';
import { breached, dead, paused, promoted } from './testing/fixtures.ts';

function trouble(kind: VerdictNote['kind'], event: TimelineEntry['event'] = 'paused'): TimelineEntry {
  return {
    at: '2026-03-04T12:00:09Z',
    event,
    weight: 5,
    actor: 'glidepath',
    note: '',
    verdict: { kind, reason: 'The source said nothing.', slis: [] },
  };
}

describe('annotationsFor', () => {
  it('says nothing where all went well', () => {
    expect(annotationsFor(promoted().result)).toEqual([]);
  });

  it('says what went wrong, what is live, and what to do next', () => {
    expect(annotationsFor(dead().result)).toEqual([
      {
        level: 'error',
        title: 'checkout 1.12.0 rolled back (production): it did not start',
        message: [
          '1.12.0 did not start; it never got traffic.',
          'Live now: 1.9.0.',
          'Read what the release printed when it started. Mend the release and deliver it again; this digest stays blocked here until somebody overrides that.',
          'What happened is recorded in refs/glidepath/checkout/production.',
        ].join('\n'),
      },
    ]);
    expect(annotationsFor(paused().result)).toMatchObject([{ level: 'warning' }]);
    expect(annotationsFor(breached().result)).toMatchObject([{ level: 'error' }]);
  });

  it('tells of trouble on the way of a release that was promoted', () => {
    const { result } = promoted();
    const timeline = [...result.timeline, trouble('source-down'), trouble('healthy', 'taken-over')];
    expect(annotationsFor({ ...result, timeline })).toEqual([
      {
        level: 'warning',
        title: 'checkout (production): source down',
        message: 'The source said nothing.\nAt decision 9, paused, weight 5 %.',
      },
      {
        level: 'notice',
        title: 'checkout (production): taken over from an earlier run',
        message: 'At decision 10, taken over, weight 5 %.',
      },
    ]);
  });

  it('keeps to what GitHub shows: ten of a level, 4,096 characters, a title on one line', () => {
    const { result } = breached();
    const many = annotationsFor({
      ...result,
      message: 'm'.repeat(10_000),
      release: { ...result.release, name: `a\n::error::${'b'.repeat(400)}` },
      timeline: Array.from({ length: 30 }, () => trouble('no-data')),
    });
    expect(many.map((one) => one.level)).toEqual(['error', ...Array.from({ length: 10 }, () => 'warning')]);
    for (const { title, message } of many) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(title).not.toContain('\n');
      expect(message.length).toBeLessThanOrEqual(4_096);
    }
    expect(many[0]?.message).toContain('Mend the release');
  });

  it('has words for every decision and reason', () => {
    const { result } = dead();
    for (const decision of DECISIONS)
      for (const reason of REASONS) {
        const texts = annotationsFor({ ...result, decision, reason }).map((one) => one.title + one.message);
        expect(texts).toHaveLength(decision === 'promoted' ? 0 : 1);
        expect(texts.join('')).not.toContain('undefined');
      }
  });
});
