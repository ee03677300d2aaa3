import type { Decision, Reason } from '@glidepath/rollout';

/** What the service reads from release.json beside it. */
export interface Behaviour {
  readonly name: string;
  /** Share of requests answered with an injected 500, 0 to 1. */
  readonly failRate: number;
  /** Times the usual work. */
  readonly slowFactor: number;
  readonly diesOnStart: boolean;
}

export interface DemoRelease {
  readonly behaviour: Behaviour;
  /** For people: what it is like. */
  readonly about: string;
  /** What must become of it. */
  readonly expected: { readonly decision: Decision; readonly reason: Reason; readonly exitCode: number };
}

const HEALTHY = { failRate: 0, slowFactor: 1, diesOnStart: false };
const PROMOTED = { decision: 'promoted', reason: 'healthy', exitCode: 0 } as const;
const BREACHED = { decision: 'rolled-back', reason: 'breach', exitCode: 3 } as const;

/** Live before the load begins. */
export const FIRST: DemoRelease = {
  behaviour: { name: 'v1', ...HEALTHY },
  about: 'the first release',
  expected: PROMOTED,
};

/** Delivered one after another while clients send their requests. */
export const RELEASES: readonly DemoRelease[] = [
  { behaviour: { name: 'v2', ...HEALTHY }, about: 'healthy', expected: PROMOTED },
  {
    behaviour: { name: 'v3', ...HEALTHY, failRate: 0.05 },
    about: 'fails 5 % of its requests',
    expected: BREACHED,
  },
  { behaviour: { name: 'v4', ...HEALTHY, slowFactor: 4 }, about: 'four times slower', expected: BREACHED },
  {
    behaviour: { name: 'v5', ...HEALTHY, diesOnStart: true },
    about: 'dies on start',
    expected: { decision: 'rolled-back', reason: 'start-failed', exitCode: 3 },
  },
];
