import { expect, test } from 'vitest';
import { Memory, SNAPSHOT_MS } from './memory.ts';

test('an hour is kept, and what is older is let go', () => {
  const memory = new Memory();
  for (let i = 0; i <= 100; i++) memory.keep(i * SNAPSHOT_MS, { releases: [] });
  const times = memory.snapshots.map(({ at }) => at);
  expect(times.at(-1)).toBe(100 * SNAPSHOT_MS);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(3_600_000);
});
