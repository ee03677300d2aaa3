import { World } from '@glidepath/conductor/testing';
import { expect, it } from 'vitest';
import { checkAll } from './check-slos.ts';
import { FakeSource } from './testing/foreign-source.ts';
import { assemblyOf, worldWithV1 } from './testing/surroundings.ts';

function elsewhere(world: World, source: FakeSource): Parameters<typeof checkAll>[0] {
  const assembly = assemblyOf(world);
  const server = {
    url: 'http://127.0.0.1:9090',
    timeout: assembly.environment.analysis.poll,
    maxAge: assembly.environment.analysis.poll,
    headers: {},
    auth: null,
    tls: null,
  };
  const slos = assembly.environment.slos.map((slo) => ({
    ...slo,
    source: {
      kind: 'prometheus',
      counts: { kind: 'selectors', total: { metric: 'x', matchers: [] }, bad: { metric: 'y', matchers: [] } },
      split: { label: 'version', value: 'name' },
      server,
    } as const,
  }));
  return {
    ...assembly,
    environment: { ...assembly.environment, slos },
    foreign: [{ name: 'prometheus', source, slos }],
  };
}

it('tells rates, budget and how long a verdict takes at them', async () => {
  const source = new FakeSource();
  source.usages = [
    {
      sli: 'availability',
      rates: [{ release: 'v1', requestsPerSecond: 100, badShare: 0.002 }],
      budgetLeft: 0.8,
      why: null,
    },
  ];
  const answer = await checkAll(elsewhere(await worldWithV1(), source));
  expect(answer).toMatchObject({
    verb: 'check-slos',
    sound: true,
    stable: { name: 'v1' },
    slos: [{ slo: 'availability', source: 'prometheus', trouble: null, budgetLeft: 0.8 }],
  });
  const forecast = answer.slos[0]?.forecast ?? [];
  expect(forecast.map(({ kind, weight }) => [kind, weight])).toEqual([
    ['step', 10],
    ['step', 50],
    ['watch', 100],
  ]);
  expect(forecast.every(({ healthyMs }) => healthyMs !== null && healthyMs > 0)).toBe(true);
});

it('without rates there is no forecast, and trouble is not sound', async () => {
  const source = new FakeSource();
  source.trouble = { kind: 'no-data', why: 'no series', mend: 'scrape it' };
  source.usages = [{ sli: 'availability', rates: null, budgetLeft: null, why: 'gone' }];
  expect(await checkAll(elsewhere(await worldWithV1(), source))).toMatchObject({
    sound: false,
    slos: [
      {
        trouble: { why: 'no series' },
        query: 'requests{slo="availability"}',
        missing: 'gone',
        forecast: null,
      },
    ],
  });
});

it("asks the target's own counters for what is live", async () => {
  expect(await checkAll(assemblyOf(await worldWithV1()))).toMatchObject({
    sound: true,
    slos: [{ source: 'target', query: null, trouble: null, rates: null }],
  });
  expect(await checkAll(assemblyOf(new World()))).toMatchObject({ sound: true, stable: null });
});
