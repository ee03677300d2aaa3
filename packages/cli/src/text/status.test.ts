import type { RolloutStatus, StatusAnswer } from '@glidepath/verbs/status';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { statusText, targetText } from './status.ts';

const release = { name: 'v2', digest: `sha256:${'2'.repeat(64)}`, commit: null, committedAt: null };
const rollout: RolloutStatus = {
  id: 'r',
  release,
  stable: { ...release, name: 'v1' },
  strategy: 'canary',
  phase: 'step',
  step: { number: 2, of: 3 },
  weight: 25,
  wave: null,
  pausedFor: null,
  decision: null,
  reason: null,
  startedAt: '2026-03-04T12:00:00.000Z',
  since: '2026-03-04T12:00:05.000Z',
  request: { verb: 'abort', actor: 'dana', note: 'too slow\u001b[31m' },
};
const answer: StatusAnswer = {
  version: 1,
  verb: 'status',
  service: 'shop',
  environment: 'production',
  live: { ...release, name: 'v1' },
  previous: null,
  rollout,
  holder: {
    actor: 'dana',
    url: null,
    host: 'web-1',
    pid: 7,
    presence: 'dead',
    holds: false,
    expiresAt: '2026-03-04T12:10:00.000Z',
  },
  target: { settled: false, weight: 10, note: '1 of 2 ready', failure: null, trouble: null },
  closed: null,
  blocked: [],
  next: 'wait',
  ledger: { ref: 'refs/glidepath/shop/production', entry: 'abcdef0123456789' },
  result: null,
};

it('tells where a rollout stands, line by line', () => {
  expect(statusText(answer, picocolors.createColors(false))).toBe(
    `shop in production
  live     v1 (sha256:222222222222)
  rollout  v2 (sha256:222222222222): canary, step 2 of 3 at 25 %, since 2026-03-04 12:00:05 UTC
  asked    abort by dana: too slow, not done yet
  target   not yet as recorded: 10 % on the wire, 25 % by the ledger; 1 of 2 ready
  held by  dana (process 7 on web-1), dead: the hold is free
  ledger   refs/glidepath/shop/production abcdef012345
  next     wait`,
  );
});

it('says for what it is paused, and how it ended', () => {
  const paused = { ...answer, rollout: { ...rollout, phase: 'paused', pausedFor: 'approval' } as const };
  const ended = {
    ...answer,
    rollout: { ...rollout, phase: 'ended', step: null, decision: 'rolled-back', reason: 'breach' } as const,
  };
  expect(statusText(paused, picocolors.createColors(false))).toContain(
    'canary, paused (approval), step 2 of 3 at 25 %',
  );
  expect(statusText(ended, picocolors.createColors(false))).toContain('canary, rolled-back (breach), since');
});

it('says why the target can not be asked, or what it can not do', () => {
  expect(targetText({ trouble: 'no daemon' }, rollout)).toBe('can not be asked: no daemon');
  const failing = { settled: false, weight: 0, note: '', failure: 'v2 does not start', trouble: null };
  expect(targetText(failing, rollout)).toBe('v2 does not start');
});
