import type { DoraFigures } from '../dora.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The figures of ninety good days. */
export function figures(some: Partial<DoraFigures> = {}): DoraFigures {
  return {
    environment: 'production',
    from: '2026-08-24T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
    complete: true,
    entries: 230,
    deployments: { promoted: 23, perWeek: (23 * 7) / 90 },
    leadTime: {
      count: 21,
      medianMs: 2 * HOUR + 5 * MINUTE,
      p90Ms: 84 * HOUR,
      longestMs: 100 * HOUR,
      unknown: 2,
    },
    changeFailures: { deployed: 24, failed: 2, share: 2 / 24 },
    timeToRestore: {
      count: 2,
      medianMs: 190_000,
      p90Ms: null,
      longestMs: 240_000,
      unknown: 0,
      unrestored: 0,
    },
    ...some,
  };
}
