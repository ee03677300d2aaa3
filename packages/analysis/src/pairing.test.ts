import { describe, expect, test } from 'vitest';
import { Pairing, type Sight, type Split } from './pairing.ts';
import type { Reading } from './types.ts';

const LOOK_MS = 5_000;

/** The counters of some pods, each scraped once a minute at a look of its own, that get 50 requests in 5 s. */
function scraped(release: string, phases: readonly number[], look: number): Reading {
  return {
    kind: 'cumulative',
    series: phases.map((phase, i) => {
      const last = look - ((look - phase + 120) % 12);
      return { id: `${release}-${i}`, bad: 0, total: 1_000 + 50 * Math.max(0, last) };
    }),
  };
}

function watched(
  looks: number,
  candidate: (look: number) => Reading,
  stable: (look: number) => Reading,
  split: Split = 'both',
): Sight[] {
  const pairing = new Pairing(LOOK_MS);
  return Array.from({ length: looks }, (_, look) =>
    pairing.look({ sli: 'a', candidate: candidate(look), stable: stable(look) }, look * LOOK_MS, split),
  );
}

/** Those that were weighed, with the look's number. */
const weighed = (sights: readonly Sight[]) =>
  sights.flatMap((sight, look) => (sight.kind === 'counts' ? [{ look, ...sight }] : []));

describe('pods that are scraped once a minute, one after the other', () => {
  const sights = watched(
    121,
    (look) => scraped('candidate', [7], look),
    (look) => scraped('stable', [1, 4, 10], look),
  );

  test('are weighed together: of the candidate a minute, of the stable release all its pods had', () => {
    const later = weighed(sights).slice(-5);
    expect(later.map(({ look }) => look)).toEqual([67, 79, 91, 103, 115]);
    for (const { look, candidateTotal, stableTotal, ms, from } of later) {
      expect({ candidateTotal, stableTotal, ms }).toEqual({
        candidateTotal: 600,
        stableTotal: 1_800,
        ms: 60_000,
      });
      expect(from).toBe((look - 12) * LOOK_MS);
    }
  });

  test('of a candidate with two of them, the requests were made since the first one before', () => {
    const two = weighed(
      watched(
        121,
        (look) => scraped('candidate', [2, 7], look),
        (look) => scraped('stable', [1, 4, 10], look),
      ),
    ).slice(-6);
    for (const { look, candidateTotal, stableTotal, from } of two) {
      expect(candidateTotal).toBeGreaterThanOrEqual(600);
      expect(stableTotal).toBeGreaterThanOrEqual(600);
      expect(from).toBeLessThanOrEqual((look - 12) * LOOK_MS);
      expect(from).toBeGreaterThanOrEqual((look - 24) * LOOK_MS);
    }
  });

  test('no request is lost or counted twice', () => {
    const all = weighed(sights);
    expect(all.reduce((sum, { candidateTotal }) => sum + candidateTotal, 0)).toBe(50 * 115);
    const last = [109, 112, 106].reduce((sum, look) => sum + 50 * look, 0);
    expect(all.reduce((sum, { stableTotal }) => sum + stableTotal, 0)).toBe(last);
  });
});

const live = (look: number): Reading => ({
  kind: 'cumulative',
  series: [{ id: 'all', bad: 0, total: 40 * look }],
});

test('counts that come in at every look are weighed at every look', () => {
  const all = weighed(watched(20, live, live));
  expect(all).toHaveLength(20);
  for (const { look, ms, from } of all) expect({ ms, from }).toEqual({ ms: 5_000, from: (look - 1) * 5_000 });
});

const slow = (look: number): Reading => ({
  kind: 'cumulative',
  series: [{ id: 'all', bad: 0, total: look < 4 ? 0 : 3 }],
});

test('looks that bring nothing are not weighed, and the next one has their time', () => {
  const all = weighed(watched(6, slow, slow));
  // The first is where counting starts.
  expect(all.map(({ look, ms, candidateTotal }) => ({ look, ms, candidateTotal }))).toEqual([
    { look: 0, ms: 5_000, candidateTotal: 0 },
    { look: 4, ms: 20_000, candidateTotal: 3 },
  ]);
});

const idle = (look: number): Reading => scraped('stable', [1], Math.min(look, 60));

test('a stable release that goes idle does not keep the candidate waiting for longer than it takes to see that', () => {
  const all = weighed(watched(241, (look) => scraped('candidate', [7], look), idle)).filter(
    ({ look }) => look > 100,
  );
  expect(all.length).toBeGreaterThanOrEqual(7);
  for (const { candidateTotal, stableTotal } of all) {
    expect(candidateTotal).toBeGreaterThan(0);
    expect(stableTotal).toBe(0);
  }
});
