import type { DoraAnswer } from '@glidepath/verbs/dora';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { doraText } from './dora.ts';

const NONE = { count: 0, medianMs: null, p90Ms: null, longestMs: null };
const answer: DoraAnswer = {
  version: 1,
  verb: 'history',
  service: 'shop',
  dora: {
    since: '2026-08-24T00:00:00.000Z',
    environments: [
      {
        environment: 'staging',
        from: '2026-08-24T00:00:00.000Z',
        to: '2026-11-22T00:00:00.000Z',
        complete: true,
        entries: 0,
        deployments: { promoted: 0, perWeek: 0 },
        leadTime: { ...NONE, unknown: 0 },
        changeFailures: { deployed: 0, failed: 0, share: null },
        timeToRestore: { ...NONE, unknown: 0, unrestored: 0 },
      },
      {
        environment: 'production',
        from: '2026-10-23T00:00:00.000Z',
        to: '2026-11-22T00:00:00.000Z',
        complete: false,
        entries: 5_000,
        deployments: { promoted: 300, perWeek: 70 },
        leadTime: { count: 290, medianMs: 3_600_000, p90Ms: 7_200_000, longestMs: 9_000_000, unknown: 0 },
        changeFailures: { deployed: 310, failed: 31, share: 0.1 },
        timeToRestore: { ...NONE, unknown: 0, unrestored: 1 },
      },
    ],
  },
};

it('has the four keys of each environment, and says what is cut', () => {
  expect(doraText(answer, picocolors.createColors(false))).toBe(
    `shop in staging, 2026-08-24 to 2026-11-22 (90 days)
  deployment frequency   nothing was promoted
  lead time for changes  not known                   nothing new was promoted
  change failure rate    not known                   no release got traffic
  time to restore        nothing had to be restored

shop in production, 2026-10-23 to 2026-11-22 (30 days)
  deployment frequency   10 a day          300 promoted
  lead time for changes  median 1 h 0 min  of 290 changes; nine of ten within 2 h 0 min
  change failure rate    10 %              31 of 310 releases that got traffic
  time to restore        not known         1 ended without a release that serves
  ! the ledger goes further back than the newest 5,000 entries, which were read`,
  );
});
