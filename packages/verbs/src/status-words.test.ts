import { V1, V2 } from '@glidepath/conductor/testing';
import { PRODUCTION } from '@glidepath/conductor/testing';
import { instant } from '@glidepath/model';
import {
  compilePlan,
  emptyState,
  PAUSE_REASONS,
  type EnvironmentState,
  type Phase,
} from '@glidepath/rollout';
import { describe, expect, it } from 'vitest';
import { nextStep } from './status-words.ts';

const since = instant(0);

function stateIn(phase: Phase): EnvironmentState {
  return {
    ...emptyState('shop', 'production'),
    live: V1,
    rollout: {
      id: 'r',
      release: V2,
      stable: V1,
      plan: compilePlan(PRODUCTION, false),
      passedOver: [],
      startedAt: since,
      phase,
      request: null,
    },
  };
}

function next(phase: Phase, conducted: boolean, severalEnvironments = false): string {
  return nextStep({ state: stateIn(phase), conducted, target: null, severalEnvironments });
}

describe('what to do next', () => {
  it('names the environment where there are several', () => {
    expect(next({ kind: 'step', since, index: 0 }, true, true)).toContain('`glidepath pause -e production`');
    expect(next({ kind: 'step', since, index: 0 }, true)).toContain('`glidepath pause`');
  });

  it.each(PAUSE_REASONS)('while it is paused for %s names a way on and the way back', (why) => {
    for (const conducted of [true, false]) {
      const said = next({ kind: 'paused', since, at: { kind: 'step', index: 0 }, why }, conducted);
      expect(said).toMatch(/glidepath (promote|resume|status --finish)/);
      expect(said).toContain('glidepath abort');
    }
  });

  it('for an approval is to approve', () => {
    const said = next({ kind: 'paused', since, at: { kind: 'step', index: 0 }, why: 'approval' }, true);
    expect(said).toMatch(/^it waits for approval: `glidepath promote`/);
  });

  it('in a rollback is to wait, or to end it where nobody does', () => {
    const phase: Phase = { kind: 'rolling-back', since, to: 'rolled-back', reason: 'breach' };
    expect(next(phase, true)).toBe('wait: it ends by itself');
    expect(next(phase, false)).toBe(
      'nobody conducts it any more: `glidepath status --finish` ends the rollback',
    );
  });

  it('after the end does what was asked and never done', () => {
    const ended = stateIn({ kind: 'ended', at: since, decision: 'promoted', reason: 'healthy' });
    const request = { verb: 'rollback', to: null, actor: 'dana', at: since, note: '' } as const;
    const state = { ...ended, rollout: ended.rollout && { ...ended.rollout, request } };
    expect(nextStep({ state, conducted: false, target: null, severalEnvironments: false })).toBe(
      '`glidepath status --finish` does what was asked: rollback',
    );
  });
});
