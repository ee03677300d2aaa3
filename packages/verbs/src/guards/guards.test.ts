import { FakeClock } from '@glidepath/conductor/testing';
import type { AlertSource, Alerts } from '@glidepath/metrics/registry';
import {
  millis,
  percent,
  type AlertsGuard,
  type BudgetGuard,
  type BurnRateGuard,
  type Guard,
  type Slo,
} from '@glidepath/model';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSource } from '../testing/foreign-source.ts';
import { watchOver, type GuardSources } from './guards.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SLO: Slo = {
  name: 'availability',
  objective: { kind: 'availability', target: percent(99.9) },
  weight: 1,
  source: { kind: 'target' },
};
const BURN: BurnRateGuard = {
  kind: 'burn-rate',
  slos: [SLO],
  windows: [
    { rate: 14.4, long: millis(HOUR), short: millis(5 * MINUTE) },
    { rate: 6, long: millis(6 * HOUR), short: millis(30 * MINUTE) },
  ],
  then: 'pause',
};
const BUDGET: BudgetGuard = {
  kind: 'budget',
  slos: [SLO],
  floor: percent(25),
  period: millis(720 * HOUR),
  then: { kind: 'slow', factor: 2 },
};
const ALERTS: AlertsGuard = {
  kind: 'alerts',
  alerts: {
    kind: 'alertmanager',
    matchers: [{ label: 'severity', operator: '=', value: 'page' }],
    server: {
      url: 'http://127.0.0.1:9093',
      timeout: millis(1_000),
      headers: {},
      auth: null,
      tls: null,
    },
  },
  then: 'rollback',
};

let source: FakeSource;
let alerts: Alerts;
let clock: FakeClock;
let asked: string[];

beforeEach(() => {
  source = new FakeSource();
  clock = new FakeClock();
  alerts = { kind: 'alerts', query: 'GET /api/v2/alerts', firing: [] };
  asked = [];
});

async function watching(...guards: readonly Guard[]): ReturnType<typeof watchOver> {
  const alertSource: AlertSource = {
    async firing() {
      asked.push('alerts');
      return alerts;
    },
  };
  const sources: GuardSources = { counts: async () => source, alerts: async () => alertSource };
  return watchOver(guards, sources, { clock, every: millis(15_000), lookLimit: millis(1_000) });
}

async function pass(ms: number): Promise<void> {
  await clock.sleep(millis(ms), new AbortController().signal);
}

/** So many bad ones of 10,000 in the last so many milliseconds: 10 are what the objective allows. */
function counted(window: number, bad: number): void {
  source.counts.set(window, { bad, total: 10_000 });
}

describe('a burn-rate guard', () => {
  it('fires where both windows of a pair burn too fast', async () => {
    counted(HOUR, 150);
    counted(5 * MINUTE, 200);
    const [view] = await (await watching(BURN)).atStart();
    expect(view).toEqual({
      kind: 'guard',
      from: percent(0),
      guard: 'burn rate of availability (14.4x over 1h and 5m, 6x over 6h and 30m)',
      state: 'firing',
      why: 'availability burns its error budget too fast: 15x and 20x, and 14.4x over 1h and 5m is the limit',
      then: { kind: 'pause' },
    });
  });

  it('is quiet once the short window is, or as long as the long one is', async () => {
    counted(HOUR, 150);
    counted(5 * MINUTE, 20);
    expect((await (await watching(BURN)).atStart())[0]?.state).toBe('quiet');
    counted(HOUR, 100);
    counted(5 * MINUTE, 300);
    expect((await (await watching(BURN)).atStart())[0]).toMatchObject({
      state: 'quiet',
      why: 'availability burns its error budget at 10x and 30x, below 14.4x over 1h and 5m',
    });
  });

  it('fires by its slower pair alone', async () => {
    counted(6 * HOUR, 61);
    counted(30 * MINUTE, 61);
    expect((await (await watching(BURN)).atStart())[0]?.why).toContain('6.1x and 6.1x, and 6x over 6h');
  });

  it('asks for a window anew when a sixtieth of it has gone by', async () => {
    const windows: (readonly number[])[] = [];
    const spent = source.spent.bind(source);
    source.spent = async (questions) => {
      windows.push(questions.flatMap((question) => question.windows));
      return spent(questions);
    };
    const guards = await watching(BURN);
    await guards.look();
    await pass(15_000);
    await guards.look();
    await pass(45_000);
    await guards.look();
    expect(windows).toEqual([
      [HOUR, 5 * MINUTE, 6 * HOUR, 30 * MINUTE],
      [5 * MINUTE],
      [HOUR, 5 * MINUTE, 30 * MINUTE],
    ]);
  });
});

describe('a budget guard', () => {
  it('fires below its floor, and is asked before a rollout only', async () => {
    counted(720 * HOUR, 8);
    const guards = await watching(BUDGET);
    expect(await guards.atStart()).toEqual([
      {
        kind: 'guard',
        guard: 'error budget of availability (25% of 30d)',
        from: percent(0),
        state: 'firing',
        why: 'availability has 20 % of its error budget of 30d left, less than 25%',
        then: { kind: 'slow', factor: 2 },
      },
    ]);
    expect(await guards.look()).toEqual([]);
  });

  it('is quiet from its floor on', async () => {
    counted(720 * HOUR, 7);
    expect((await (await watching(BUDGET)).atStart())[0]).toMatchObject({
      state: 'quiet',
      why: 'availability has 30 % of its error budget of 30d left',
    });
  });
});

describe('an alerts guard', () => {
  it('names what fires, not all of many', async () => {
    alerts = {
      kind: 'alerts',
      query: 'x',
      firing: ['A', 'B', 'C', 'D'].map((name, index) => ({ name, since: index === 0 ? 0 : null })),
    };
    expect(await (await watching(ALERTS)).look()).toEqual([
      {
        kind: 'guard',
        guard: 'alerts in alertmanager {severity="page"}',
        from: percent(0),
        state: 'firing',
        why: 'A (since 1970-01-01T00:00:00.000Z), B, C and 1 more fire',
        then: { kind: 'rollback' },
      },
    ]);
  });

  it('is asked no more often than its pace allows', async () => {
    const guards = await watching(ALERTS);
    await guards.look();
    await pass(14_999);
    await guards.look();
    await pass(1);
    await guards.look();
    expect(asked).toHaveLength(2);
  });
});

describe('trouble', () => {
  it('is told with the mend and the question, and one guard does not hide another', async () => {
    source.trouble = { kind: 'source-down', why: 'nothing listens', mend: 'start it' };
    const views = await (await watching(BURN, ALERTS)).look();
    expect(views.map(({ state }) => state)).toEqual(['unknown', 'quiet']);
    expect(views[0]?.why).toBe('nothing listens; start it (asked: requests{slo="availability"})');
  });

  it('of one server is told once, however many SLOs it has', async () => {
    source.trouble = { kind: 'source-down', why: 'nothing listens', mend: 'start it' };
    const two = { ...BURN, slos: [SLO, { ...SLO, name: 'latency' }] };
    const [view] = await (await watching(two)).look();
    expect(view?.why).toBe('nothing listens; start it (asked: requests{slo="availability"})');
  });

  it('is unknown where there is no answer in time', async () => {
    source.spent = async () => new Promise(() => {});
    const guards = await watchOver(
      [BURN],
      { counts: async () => source, alerts: async () => Promise.reject(new Error('not asked')) },
      { clock, every: millis(15_000), lookLimit: millis(50) },
    );
    expect(await guards.look()).toMatchObject([{ state: 'unknown', why: 'there was no answer within 50ms' }]);
  });
});
