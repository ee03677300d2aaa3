import { FakeClock, PRODUCTION } from '@glidepath/conductor/testing';
import { millis, percent, type Environment, type Policies, type Slo } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { plan, planOf } from './plan.ts';
import { Repository } from '../testing/surroundings.ts';
import { UserError } from '../user-error.ts';

const MINUTE = 60_000;

function withPolicies(policies: Partial<Policies>): Environment {
  return { ...PRODUCTION, policies: { ...PRODUCTION.policies, ...policies } };
}

describe('the stages of a plan', () => {
  it('are the steps and the watch, with how long each may take', () => {
    expect(planOf(PRODUCTION, null, null)).toMatchObject({
      environment: 'production',
      strategy: 'canary',
      stages: [
        { kind: 'step', weight: 10, bake: { shortestMs: 10_000, longestMs: 10 * MINUTE } },
        { kind: 'step', weight: 50, bake: { shortestMs: 10_000, longestMs: 10 * MINUTE } },
        { kind: 'watch', weight: 100, bake: { shortestMs: 30_000, longestMs: 10 * MINUTE } },
      ],
      shortestMs: 50_000,
      longestMs: 30 * MINUTE,
      forecast: null,
    });
  });

  it('take twice as long where a bake may be extended, and no one knows how long on hold', () => {
    expect(planOf(withPolicies({ noData: 'extend' }), null, null).longestMs).toBe(60 * MINUTE);
    expect(planOf(withPolicies({ sourceDown: 'hold' }), null, null).longestMs).toBeNull();
  });

  it('of blue-green with approval are a preview without traffic, and the watch', () => {
    const strategy = {
      kind: 'blue-green',
      approval: true,
      watch: { min: millis(MINUTE), max: millis(MINUTE) },
    } as const;
    expect(planOf({ ...PRODUCTION, strategy }, null, null).stages).toEqual([
      { kind: 'step', weight: 0, approval: true, bake: null, wave: null },
      {
        kind: 'watch',
        weight: 100,
        approval: false,
        bake: { shortestMs: MINUTE, longestMs: MINUTE },
        wave: null,
      },
    ]);
  });
});

/** When twice as many failures are found by an SLO of that weight, beside one that allows nearly all. */
function breachOf(weight: number): number {
  const slos = PRODUCTION.slos.flatMap((slo): Slo[] => [
    { ...slo, weight },
    { ...slo, name: 'lax', objective: { kind: 'availability', target: percent(1) } },
  ]);
  const [stage] = planOf({ ...PRODUCTION, slos }, 100, percent(0.5)).forecast?.stages ?? [];
  return stage?.breach[0]?.afterMs ?? Number.NaN;
}

describe('a forecast', () => {
  it('finds a worse release sooner, and more traffic sooner still', () => {
    const [at100] = planOf(PRODUCTION, 100, percent(0.5)).forecast?.stages ?? [];
    const [at1000] = planOf(PRODUCTION, 1_000, percent(0.5)).forecast?.stages ?? [];
    const times = at100?.breach.map(({ afterMs }) => afterMs ?? Number.NaN) ?? [];
    expect(at100?.breach.map(({ factor }) => factor)).toEqual([2, 5, 10]);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(at1000?.healthyMs).toBeLessThan(at100?.healthyMs ?? 0);
    expect(at1000?.breach[0]?.afterMs).toBeLessThan(times[0] ?? 0);
  });

  it('adds up to the time until a healthy release is promoted', () => {
    const forecast = planOf(PRODUCTION, 1_000, percent(0.5)).forecast;
    const stays = forecast?.stages.map(({ healthyMs }, index) =>
      Math.max(healthyMs ?? 0, [10_000, 10_000, 30_000][index] ?? 0),
    );
    expect(forecast?.healthyMs).toBe(stays?.reduce((sum, stay) => sum + stay, 0));
    expect(forecast?.warnings).toEqual([]);
  });

  it('finds a worse release later by an SLO that counts for less', () => {
    expect(breachOf(0.001)).toBeGreaterThan(breachOf(1));
  });

  it('warns of a bake that is too short ever to decide', () => {
    const forecast = planOf(PRODUCTION, 3, percent(1)).forecast;
    expect(forecast?.healthyMs).toBeNull();
    expect(forecast?.warnings[0]).toMatch(
      /^at 0\.3 requests\/s \(10% of the traffic\) a healthy release needs about \S+ to pass, but its bake ends after 10m; it would then wait for a person$/,
    );
    expect(forecast?.warnings.at(-1)).toMatch(/^give these steps more weight or a longer bake/);
  });

  it('warns where more fails today than the objective allows', () => {
    expect(planOf(PRODUCTION, 10_000, percent(2)).forecast?.warnings[0]).toMatch(
      /^2% miss availability today, but its objective allows 1%/,
    );
  });

  it('takes half of the budget where nobody says what fails today', () => {
    expect(planOf(PRODUCTION, 100, null).forecast?.baseRates).toEqual({ availability: 0.005 });
  });
});

describe('plan', () => {
  it('writes out every default and reads back as the same', async () => {
    const repository = new Repository();
    try {
      const short = `service: shop
environments: { production: { target: { local: { artifact: app, command: [node, s.js], port: 80 } }, strategy: canary, slos: [a] } }
slos: { a: 99% }
`;
      repository.write('d.yml', short);
      const options = { environment: null, rps: null, baseRate: null, offline: true, digest: null };
      const here = {
        workspace: repository.folder,
        env: {},
        user: 'dana',
        clock: new FakeClock(),
        mask: () => {},
      };
      const planned = await plan(here, { ...options, file: 'd.yml' });
      expect(planned.answer.delivery.environments['production']).toMatchObject({ pause: { timeout: '1h' } });
      repository.write('long.yml', planned.yaml);
      const again = await plan(here, { ...options, file: 'long.yml' });
      expect(again.answer.delivery).toEqual(planned.answer.delivery);
      const half = { ...options, file: 'd.yml', baseRate: percent(1) };
      await expect(plan(here, half)).rejects.toThrow(UserError);
    } finally {
      repository.remove();
    }
  });
});
