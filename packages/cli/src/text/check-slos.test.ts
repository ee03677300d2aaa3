import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import type { CheckedSlo } from '@glidepath/verbs/check-slos';
import { checkSlosText } from './check-slos.ts';

const SOUND: CheckedSlo = {
  slo: 'availability',
  source: 'prometheus',
  query: 'x',
  trouble: null,
  rates: [
    { release: 'v1', requestsPerSecond: 12.345, badShare: 0.00123 },
    { release: 'v2\u001b[2J', requestsPerSecond: 0, badShare: null },
  ],
  budgetLeft: -0.25,
  missing: null,
  forecast: null,
};

function text(slos: readonly CheckedSlo[], stable = true): string {
  return checkSlosText(
    {
      version: 1,
      verb: 'check-slos',
      service: 'shop',
      environment: 'production',
      stable: stable ? { name: 'v1', digest: `sha256:${'a'.repeat(64)}` } : null,
      sound: true,
      slos,
      guards: [],
    },
    picocolors.createColors(false),
  );
}

it('shows what is known, and nothing that a terminal would obey', () => {
  expect(text([SOUND])).toBe(`shop in production: live is v1 (sha256:aaaaaaaaaaaa)
✓ availability: can be measured (prometheus)
  v1  12.3/s  0.123 % bad in 5m
  v2  0/s     no requests in 5m
  error budget: -25 % left of what is known of the last 30 days`);
});

it('shows trouble with the mend and the query', () => {
  const trouble = { kind: 'no-data', why: 'no series', mend: 'scrape it' } as const;
  const bare = { ...SOUND, trouble, rates: null, budgetLeft: null, missing: 'gone' };
  expect(text([bare], false)).toBe(`shop in production: no release is live yet
✗ availability: no series
  scrape it
  asked: x`);
  expect(text([{ ...bare, trouble: null }], false)).toContain('! gone');
  expect(text([{ ...bare, trouble: null, source: 'target' }])).toContain('counted by the target itself');
});
