import type { Entry } from '@glidepath/conductor';
import { PRODUCTION } from '@glidepath/conductor/testing';
import { digest, instant, type Release } from '@glidepath/model';
import {
  compilePlan,
  emptyState,
  fold,
  type EnvironmentState,
  type Event,
  type Move,
} from '@glidepath/rollout';
import { describe, expect, it } from 'vitest';
import { statusAfter } from './deployment-status.ts';

const [V1, V2] = [releaseNamed('v1', '1'), releaseNamed('v2', '2')];
const STARTED: Move = {
  kind: 'started',
  rollout: { id: 'r-1', release: V2, stable: V1, plan: compilePlan(PRODUCTION, false), passedOver: [] },
};
const STEP: Move = { kind: 'stepped', index: 0 };

function releaseNamed(name: string, digit: string): Release {
  return { digest: digest(`sha256:${digit.repeat(64)}`), name, commit: null, committedAt: null };
}

/** What is said after the last of these moves, as "state: description". */
function said(...moves: readonly Move[]): string | null {
  let last: Entry | null = null;
  let state: EnvironmentState = { ...emptyState('shop', 'production'), live: V1 };
  for (const move of moves) {
    const event: Event = { ...move, at: instant(0), actor: 'dana', note: '', verdict: null };
    state = fold(state, event);
    last = { id: '', event, state };
  }
  const status = last === null ? null : statusAfter(last);
  return status === null ? null : `${status.state}: ${status.description}`;
}

/** The same of a rollout that goes back from its first step. */
function saidBack(to: 'aborted' | 'superseded', reason: 'requested' | 'newer-release'): string | null {
  return said(STARTED, STEP, { kind: 'rolling-back', to, reason }, { kind: 'ended', decision: to, reason });
}

describe('statusAfter', () => {
  it('is inactive for what was aborted or superseded', () => {
    expect(saidBack('aborted', 'requested')).toBe('inactive: aborted: a person asked for it');
    expect(saidBack('superseded', 'newer-release')).toBe(
      'inactive: superseded: a newer release took its place',
    );
  });

  it('is pending while it is paused, and in progress again after that', () => {
    expect(said(STARTED, STEP, { kind: 'paused', why: 'approval' })).toBe(
      'pending: paused at 10 %: it waits for approval',
    );
    expect(said(STARTED, STEP, { kind: 'paused', why: 'approval' }, { kind: 'resumed' })).toBe(
      'in_progress: canary at 10 %',
    );
  });

  it('tells of a run that left its rollout on the way, and not of one that left it paused', () => {
    expect(said(STARTED, { kind: 'left' })).toContain('pending: its run was cancelled');
    expect(said(STARTED, STEP, { kind: 'paused', why: 'approval' }, { kind: 'left' })).toBeNull();
  });

  it('tells where it stands when another run takes over', () => {
    expect(said(STARTED, STEP, { kind: 'taken-over' })).toBe('in_progress: canary at 10 %');
  });

  it.each<Move>([
    { kind: 'renewed' },
    { kind: 'requested', verb: 'pause', to: null },
    { kind: 'dismissed' },
    { kind: 'closed', until: null },
    { kind: 'opened' },
    { kind: 'unblocked', digest: V1.digest },
    { kind: 'promoting' },
  ])('says nothing new after $kind', (move) => {
    expect(said(STARTED, STEP, move)).toBeNull();
  });

  it('stays within what GitHub takes, on one line', () => {
    const release = { ...V2, name: `v2\n${'😀'.repeat(150)}` };
    const text = said({ ...STARTED, rollout: { ...STARTED.rollout, release } }) ?? '';
    const [, description = ''] = text.split('in_progress: ');
    expect(description).toMatch(/^starting v2 😀+…$/u);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(description.isWellFormed()).toBe(true);
  });
});
