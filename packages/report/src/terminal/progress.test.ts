import { describe, expect, it } from 'vitest';
import type { Sample } from '@glidepath/conductor';
import { PRODUCTION, V1, V2 } from '@glidepath/conductor/testing';
import { instant, millis, percent } from '@glidepath/model';
import type { EnvironmentState, Move, Phase, Rollout } from '@glidepath/rollout';
import { NO_COLOUR } from './colour.ts';
import { newProgress, progressLine } from './progress.ts';
import type { News } from './progress.ts';

const START = Date.UTC(2026, 2, 4, 12, 0, 0);

function event(seconds: number, move: Move, phase: Phase, note: string): News {
  const at = instant(START + seconds * 1_000);
  const rollout: Rollout = {
    id: 'r1',
    release: V2,
    stable: V1,
    plan: {
      strategy: 'canary',
      steps: [{ weight: percent(25), bake: null, approval: false, wave: null }],
      waves: [],
      watch: PRODUCTION.strategy.watch,
      policies: PRODUCTION.policies,
      progressDeadline: millis(1_000),
    },
    passedOver: [],
    startedAt: instant(START),
    phase,
    request: null,
  };
  const state: EnvironmentState = {
    service: 'checkout',
    environment: 'production',
    live: V1,
    previous: null,
    blocked: [],
    closed: null,
    rollout,
    lease: null,
    fence: 1,
  };
  return {
    kind: 'event',
    entry: { id: '1', event: { ...move, at, actor: 'glidepath', note, verdict: null }, state },
  };
}

function sample(seconds: number, slis: Sample['slis'], evidence: Partial<Sample> = {}): News {
  return {
    kind: 'sample',
    sample: {
      at: instant(START + seconds * 1_000),
      weight: 25,
      phase: 'step',
      slis,
      lnRollback: 1.21,
      rollbackThreshold: 4.605,
      lnPromotion: 2.14,
      promotionThreshold: 2.996,
      ...evidence,
    },
  };
}

function sli(name: string, candidate: [number, number], stable: [number, number]): Sample['slis'][number] {
  return {
    sli: name,
    candidate: { bad: candidate[0], total: candidate[1] },
    stable: { bad: stable[0], total: stable[1] },
    candidateLatencyMs: null,
    stableLatencyMs: null,
  };
}

function lines(news: readonly News[]): readonly string[] {
  let progress = newProgress();
  return news.map((one) => {
    const next = progressLine(progress, one);
    progress = next.progress;
    return next.line;
  });
}

const stepped = event(
  2,
  { kind: 'stepped', index: 0 },
  { kind: 'step', since: instant(START), index: 0 },
  'Healthy so far.',
);

describe('progressLine', () => {
  it('tells of a step and adds up what it counted since', () => {
    expect(
      lines([
        { kind: 'note', at: START, text: 'waiting\nfor v2' },
        stepped,
        sample(11, [sli('a', [1, 200], [5, 1_700])]),
        sample(12, [sli('a', [2, 212], [3, 2_011])]),
      ]),
    ).toEqual([
      '00:00  waiting for v2',
      '00:02  Step to 25 %  Healthy so far.',
      '00:11  canary 25 %  v2: 1/200 bad (0.5 %)  v1: 5/1,700 (0.29 %)  rollback ln E 1.2/4.6  promote 2.1/3.0',
      '00:12  canary 25 %  v2: 3/412 bad (0.73 %)  v1: 8/3,711 (0.22 %)  rollback ln E 1.2/4.6  promote 2.1/3.0',
    ]);
  });

  it('counts anew at the next weight, but not at a request', () => {
    const watching: Phase = { kind: 'watching', since: instant(START) };
    const [, , asked, , anew] = lines([
      sample(1, [sli('a', [1, 10], [0, 0])]),
      event(2, { kind: 'requested', verb: 'pause', to: null }, watching, ''),
      sample(3, [sli('a', [1, 10], [0, 0])]),
      event(4, { kind: 'watching' }, watching, 'All of it.'),
      sample(5, [sli('a', [0, 10], [0, 0])]),
    ]);
    expect(asked).toContain('v2: 2/20 bad (10 %)  rollback');
    expect(anew).toContain('v2: 0/10 bad (0 %)  rollback');
  });

  it('names the SLI in which the new release does worst', () => {
    const [line] = lines([
      sample(1, [
        sli('availability', [0, 100], [1, 100]),
        sli('latency', [9, 100], [2, 100]),
        sli('errors', [9, 100], [3, 100]),
      ]),
    ]);
    expect(line).toContain('latency: new: 9/100 bad (9 %)  old: 2/100 (2 %)');
  });

  it('leaves out what is not known', () => {
    expect(lines([sample(0, [], { lnRollback: null, lnPromotion: null })])).toEqual(['00:00  rollout 25 %']);
    expect(
      lines([sample(0, [sli('a', [0, 0], [0, 5])], { lnPromotion: null, lnRollback: -Infinity })]),
    ).toEqual(['00:00  rollout 25 %  new: no requests  old: 0/5 (0 %)  rollback ln E -∞/4.6']);
  });

  it('paints evidence that has reached its threshold, and a rollback', () => {
    const colour = {
      ...NO_COLOUR,
      red: (text: string) => `<red>${text}</red>`,
      green: (text: string) => `<green>${text}</green>`,
    };
    const reached = sample(0, [], { lnRollback: 4.7, lnPromotion: 3 });
    expect(progressLine(newProgress(), reached, colour).line).toBe(
      '00:00  rollout 25 %  <red>rollback ln E 4.7/4.6</red>  <green>promote 3.0/3.0</green>',
    );
    const back = event(
      0,
      { kind: 'rolling-back', to: 'rolled-back', reason: 'breach' },
      { kind: 'rolling-back', since: instant(START), to: 'rolled-back', reason: 'breach' },
      '',
    );
    expect(progressLine(newProgress(), back, colour).line).toBe('00:00  <red>Rolling back</red>');
  });
});
