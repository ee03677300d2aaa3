import { LedgerError } from '@glidepath/conductor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from './ref.ts';
import { run, temporaryFolder } from './testing/repository.ts';

describe('the name of a ledger', () => {
  it('is a ref for each service and environment', () => {
    expect(placeOf('checkout', 'eu-west.1').ref).toBe('refs/glidepath/checkout/eu-west.1');
  });

  it.each([
    '',
    '.',
    '..',
    'a..b',
    'a.lock',
    'A.LOCK',
    'a.',
    '.a',
    '-a',
    'a/b',
    'a b',
    'a~',
    'ü',
    'a\n',
    'x'.repeat(101),
  ])('refuses %j', (name) => {
    expect(() => placeOf(name, 'production')).toThrow(LedgerError);
    expect(() => placeOf('checkout', name)).toThrow(/Use at most 100 letters/);
  });

  it('is a ref to git whenever it is accepted', () => {
    const folder = temporaryFolder();
    const piece = fc.constantFrom('a', 'Z', '0', '.', '-', '_', '.lock', '@', '{', '/', '~');
    const accepted = fc
      .sample(fc.string({ unit: piece, minLength: 1, maxLength: 6 }), { numRuns: 400, seed: 7 })
      .flatMap((name) => {
        try {
          return [placeOf(name, name).ref];
        } catch {
          return [];
        }
      });
    expect(accepted.length).toBeGreaterThan(20);
    for (const ref of [...new Set(accepted)].slice(0, 40)) {
      expect(run(folder, 'check-ref-format', '--normalize', ref)).toBe(ref);
    }
  });
});
