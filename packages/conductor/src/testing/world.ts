import { digest, millis, percent, type Environment, type Release } from '@glidepath/model';
import type { GuardView, Holder } from '@glidepath/rollout';
import type { Order, Ports } from '../conductor.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeTarget } from './fake-target.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { RecordingListener } from './recording-listener.ts';

export const V1 = releaseNamed('v1', '1');
export const V2 = releaseNamed('v2', '2');
export const V3 = releaseNamed('v3', '3');

function releaseNamed(name: string, digit: string): Release {
  return { digest: digest(`sha256:${digit.repeat(64)}`), name, commit: null, committedAt: null };
}

/** A canary of 10 % and 50 % that can be judged in a few looks of the fake target. */
export const PRODUCTION: Environment = {
  name: 'production',
  after: null,
  takesBack: null,
  target: {
    kind: 'local',
    artifact: 'app',
    command: ['node', 'server.js'],
    instances: 2,
    host: '127.0.0.1',
    port: 8080,
    metricsPort: null,
    env: {},
    envFile: null,
    health: { path: '/', interval: millis(1_000), timeout: millis(1_000), deadline: millis(30_000) },
    stop: { drain: millis(60_000), grace: millis(10_000) },
  },
  strategy: {
    kind: 'canary',
    steps: [
      {
        weight: percent(10),
        bake: { min: millis(10_000), max: millis(600_000) },
        approval: false,
        gates: [],
      },
      {
        weight: percent(50),
        bake: { min: millis(10_000), max: millis(600_000) },
        approval: false,
        gates: [],
      },
    ],
    watch: { min: millis(30_000), max: millis(600_000) },
  },
  gates: [],
  require: null,
  flags: null,
  guards: [],
  slos: [
    {
      name: 'availability',
      objective: { kind: 'availability', target: percent(99) },
      weight: 1,
      source: { kind: 'target' },
    },
  ],
  analysis: {
    poll: millis(5_000),
    warmUp: millis(0),
    alpha: 0.01,
    beta: 0.05,
    rollbackMargin: { ratio: 1.05, budgetShare: 0.02 },
    promotionMargin: { ratio: 2, budgetShare: 0.2 },
  },
  url: null,
  arrivals: { kind: 'reject' },
  who: { deploy: [], promote: [], rollback: [], override: [], block: [] },
  recovery: 'resume',
  afterwards: { issue: true, comments: true, revert: false, releaseNote: false, runbook: null },
  policies: {
    breach: 'rollback',
    tooFewSamples: 'pause',
    noData: 'rollback',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    pause: { timeout: millis(3_600_000), then: 'rollback' },
  },
};

/** Everything that a conductor needs, in memory; several conductors may share it. */
export class World {
  readonly ledger = new MemoryLedger();
  readonly target = new FakeTarget();
  readonly clock = new FakeClock();
  readonly listener = new RecordingListener();
  /** What the guards say; they are quiet. */
  guards: readonly GuardView[] = [];
  /** Holders that are dead, by id. */
  readonly dead = new Set<string>();
  #runs = 0;

  get ports(): Ports {
    return {
      ledger: this.ledger,
      target: this.target,
      metrics: this.target.counters,
      guards: { atStart: async () => this.guards, look: async () => this.guards },
      clock: this.clock,
      listener: this.listener,
      probe: { look: async (holder) => (this.dead.has(holder.id) ? 'dead' : 'alive') },
    };
  }

  holder(actor = 'dana'): Holder {
    this.#runs += 1;
    const run = this.#runs;
    return { id: `run-${run}`, actor, host: 'here', pid: run, started: null, url: null, run: null };
  }

  order(release: Release, extra: Partial<Order> = {}): Order {
    const holder = this.holder();
    return {
      service: 'shop',
      environment: PRODUCTION,
      release,
      holder,
      gates: async () => [],
      override: null,
      rolloutId: `rollout-${holder.id}`,
      stop: new AbortController().signal,
      ...extra,
    };
  }

  /** What the ledger says happened, oldest first. */
  get story(): readonly string[] {
    return this.ledger.entries.map(({ event }) => event.kind);
  }
}
