import { instant, millis, percent } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { admit, refusals, type Arrival } from './admit.ts';
import { emptyState, fold } from './fold.ts';
import { NOW } from './testing/arbitrary.ts';
import { NEW, OLD, signed, startedState } from './testing/run.ts';
import type { EnvironmentState, Lease, Plan } from './types.ts';

const BAKE = { min: millis(1), max: millis(2) };
const PLAN: Plan = {
  strategy: 'canary',
  steps: [{ weight: percent(10), bake: BAKE, approval: false, wave: null }],
  waves: [],
  watch: BAKE,
  policies: {
    breach: 'rollback',
    tooFewSamples: 'pause',
    noData: 'pause',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    // oxlint-disable-next-line unicorn/no-thenable -- the model's own key, and a word, not a function
    pause: { timeout: millis(1_000), then: 'rollback' },
  },
  progressDeadline: millis(1_000),
};

const LEASE: Lease = {
  holder: {
    id: '1',
    actor: 'robin',
    host: 'h',
    pid: 1,
    started: null,
    url: 'https://ci.example/7',
    run: null,
  },
  expiresAt: instant(NOW + 60_000),
};

const LIVE: EnvironmentState = { ...emptyState('shop', 'production'), live: OLD };

function asked(state: EnvironmentState, more: Partial<Arrival> = {}): ReturnType<typeof admit> {
  return admit(state, {
    release: NEW,
    now: NOW,
    heldBy: null,
    arrivals: 'reject',
    gates: [],
    override: null,
    ...more,
  });
}

function closed(until: number | null): EnvironmentState {
  const move = { kind: 'closed', until: until === null ? null : instant(until) } as const;
  return fold(LIVE, { ...signed(move, NOW, 'dana'), note: 'load test' });
}

describe('an environment that a person has blocked', () => {
  it('lets nobody in until the block runs out, and says who, why and until when', () => {
    const answer = asked(closed(NOW + 60_000));
    expect(answer).toMatchObject({ kind: 'reject', reason: 'environment-blocked', until: NOW + 60_000 });
    expect(answer.kind === 'reject' ? answer.message : '').toMatch(
      /dana.*load test.*2027-01-15T08:01.*override/,
    );
    expect(asked(closed(NOW))).toEqual({ kind: 'start' });
  });

  it('stays blocked without an end until somebody opens it', () => {
    expect(asked(closed(null))).toMatchObject({ reason: 'environment-blocked', until: null });
    expect(asked(fold(closed(null), signed({ kind: 'opened' }, NOW)))).toEqual({ kind: 'start' });
  });

  it('lets in what is live already, and whoever gives a reason', () => {
    expect(asked(closed(null), { release: OLD })).toEqual({ kind: 'already-live' });
    expect(asked(closed(null), { override: 'mends the outage' })).toEqual({ kind: 'start' });
  });
});

it('a digest that was found bad comes back once somebody has unblocked it', () => {
  const block = { digest: NEW.digest, at: NOW, reason: 'breach', rollout: 'r1' } as const;
  const state = { ...LIVE, blocked: [block] };
  expect(asked(state)).toMatchObject({ reason: 'blocked-digest' });
  expect(asked(fold(state, signed({ kind: 'unblocked', digest: NEW.digest }, NOW)))).toEqual({
    kind: 'start',
  });
});

it('tells every refusal, the first of them as the reason', () => {
  const gates = [{ reason: 'frozen', message: 'it is Friday', until: null }] as const;
  expect(refusals(closed(null), { release: NEW, now: NOW, gates }).map(({ reason }) => reason)).toEqual([
    'environment-blocked',
    'frozen',
  ]);
  expect(asked(closed(null), { gates })).toMatchObject({ reason: 'environment-blocked' });
});

describe('while another run is at work', () => {
  const state = { ...startedState(PLAN, OLD), lease: LEASE };

  it.each([
    ['reject', 'reject'],
    ['queue', 'wait'],
    ['supersede', 'supersede'],
  ] as const)('%s: another release has to %s', (arrivals, kind) => {
    const third = { ...OLD, name: 'v3' };
    const answer = asked(state, { release: third, heldBy: LEASE, arrivals });
    expect(answer.kind).toBe(kind);
    expect('message' in answer ? answer.message : '').toMatch(/robin \(https:\/\/ci.example\/7\).*v2/);
  });

  it('the same release has nobody to make way for', () => {
    expect(asked(state, { release: NEW, heldBy: LEASE, arrivals: 'supersede' }).kind).toBe('wait');
  });

  it('what may not come in need not wait', () => {
    const gates = [{ reason: 'frozen', message: 'it is Friday', until: null }] as const;
    expect(asked(state, { heldBy: LEASE, arrivals: 'queue', gates })).toMatchObject({ reason: 'frozen' });
  });
});
