import { instant } from '@glidepath/model';
import type { Event, Move, Reason } from '@glidepath/rollout';
import { expect, it } from 'vitest';
import { topicsOf } from './topics.ts';

function event(move: Move): Event {
  return { ...move, at: instant(0), actor: 'ada', note: '', verdict: null };
}

function back(reason: Reason): Event {
  return event({ kind: 'rolling-back', to: 'rolled-back', reason });
}

it('is told of what stops a rollout, the graver topic first', () => {
  expect(topicsOf(event({ kind: 'paused', why: 'approval' }))).toEqual(['pause']);
  expect(topicsOf(event({ kind: 'paused', why: 'breach' }))).toEqual(['breach', 'pause']);
  expect(topicsOf(event({ kind: 'left' }))).toEqual(['pause']);
});

it.each(['breach', 'start-failed', 'target-failed', 'deadline', 'no-data', 'pause-timeout'] as const)(
  'takes a way back for %s as a breach',
  (reason) => expect(topicsOf(back(reason))).toEqual(['breach']),
);

it.each(['requested', 'newer-release', 'cancelled'] as const)(
  'takes a way back that somebody wanted (%s) for a step like others',
  (reason) => expect(topicsOf(back(reason))).toEqual(['step']),
);

it.each(['resumed', 'promoting', 'watching'] as const)('%s is a step', (kind) =>
  expect(topicsOf(event({ kind }))).toEqual(['step']),
);

it('tells those who heard of a breach that the way back failed', () => {
  const ended = { kind: 'ended', decision: 'failed', reason: 'rollback-failed' } as const;
  expect(topicsOf(event(ended))).toEqual(['end', 'breach']);
  expect(topicsOf(event({ kind: 'ended', decision: 'promoted', reason: 'healthy' }))).toEqual(['end']);
});

it('is silent about what moves no traffic', () => {
  for (const kind of ['taken-over', 'renewed', 'opened', 'dismissed'] as const)
    expect(topicsOf(event({ kind }))).toEqual([]);
});
