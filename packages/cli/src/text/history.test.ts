import type { HistoryAnswer, Passage } from '@glidepath/verbs/history';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { historyText } from './history.ts';

const colours = picocolors.createColors(false);
const release = { name: 'v2', digest: `sha256:${'2'.repeat(64)}`, commit: null, committedAt: null };
const passage: Passage = {
  rollout: 'r',
  release,
  stable: null,
  strategy: 'canary',
  decision: 'rolled-back',
  reason: 'breach',
  note: 'worse',
  actor: 'dana',
  startedAt: '2026-03-04T12:00:00.000Z',
  endedAt: '2026-03-04T12:01:01.000Z',
  durationMs: 61_000,
  entry: 'abcdef0123456789',
};
const answer: HistoryAnswer = {
  version: 1,
  verb: 'history',
  service: 'shop',
  environment: 'production',
  ledger: 'refs/glidepath/shop/production',
  rollouts: [{ ...passage, decision: null, reason: null, endedAt: null, durationMs: null }, passage],
  entries: null,
};

it('is a table of decisions', () => {
  expect(historyText(answer, colours)).toBe(
    `shop in production (refs/glidepath/shop/production)
started                  release  decision     reason  took  by    entry
2026-03-04 12:00:00 UTC  v2       under way                  dana  abcdef012345
2026-03-04 12:00:00 UTC  v2       rolled-back  breach  1m1s  dana  abcdef012345`,
  );
});

it('is a table of entries', () => {
  const entry = {
    entry: 'abcdef0123456789',
    at: '2026-03-04T12:00:00.000Z',
    event: 'stepped',
    rollout: 'r',
    release,
    weight: 5,
    actor: 'dana',
    note: 'v2 is ready',
    verdict: null,
  } as const;
  expect(historyText({ ...answer, rollouts: [], entries: [entry] }, colours)).toContain(
    '2026-03-04 12:00:00 UTC  abcdef012345  stepped  v2       5 %     dana  v2 is ready',
  );
});

it('says so where there is nothing', () => {
  expect(historyText({ ...answer, rollouts: [] }, colours)).toContain('nothing was delivered here yet');
  expect(historyText({ ...answer, rollouts: [], entries: [] }, colours)).toContain('the ledger is empty');
});
