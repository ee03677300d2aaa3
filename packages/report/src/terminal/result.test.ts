import { describe, expect, it } from 'vitest';
import { DECISIONS } from '@glidepath/rollout';
import { breached, promoted } from '../testing/fixtures.ts';
import { formatResult } from './result.ts';

describe('formatResult', () => {
  it('says what became of a bad release and what to do', () => {
    expect(formatResult(breached().result)).toBe(
      [
        '↩ checkout 1.10.0: rolled back (production)',
        '  why     the evidence says that it is worse than allowed (breach)',
        '          1.10.0 failed far more often than 1.9.0, which has all traffic again.',
        '  live    1.9.0 (sha256:eb457a0b1fa8…)',
        '  took    8 s',
        '  ledger  refs/glidepath/checkout/production 3f1c0a9be2d4',
        '  next    Mend the release and deliver it again; this digest stays blocked here until somebody overrides that.',
      ].join('\n'),
    );
  });

  it('has nothing to do next where all is well', () => {
    expect(formatResult(promoted().result)).not.toContain('next');
  });

  it('lets no foreign text steer the terminal', () => {
    const { result } = breached();
    const evil = '\u001B]0;owned\u0007\r\n';
    const text = formatResult({
      ...result,
      service: evil,
      environment: evil,
      message: evil,
      release: { ...result.release, name: evil },
      live: null,
      ledger: { ref: evil, entry: null },
    });
    for (const control of ['\u001B', '\u0007', '\r']) expect(text).not.toContain(control);
    expect(text).toContain('live    nothing');
  });

  it('has words for each decision', () => {
    const { result } = promoted();
    const heads = DECISIONS.map((decision) => formatResult({ ...result, decision }).split('\n')[0]);
    expect(new Set(heads).size).toBe(DECISIONS.length);
  });
});
