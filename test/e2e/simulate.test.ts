import { afterEach, expect, it } from 'vitest';
import { CANARY, Clients, Service, until } from '../harness/index.ts';

let service: Service;
let clients: Clients | null = null;

afterEach(async () => {
  await clients?.stop();
  clients = null;
  await service.remove();
});

it('simulate gives the same figures for a seed, whatever the traffic file', { timeout: 60_000 }, async () => {
  service = await Service.create(CANARY);
  const ask = ['simulate', '--rps', '200', '--base-rate', '1%', '--rollouts', '200', '--seed', '7', '--json'];
  const [first, second] = [await service.cli(...ask).ended, await service.cli(...ask).ended];
  expect(first, first.stderr).toMatchObject({ code: 0 });
  const answer: unknown = JSON.parse(first.stdout);
  expect(answer).toMatchObject({ version: 1, verb: 'simulate', seed: 7 });
  expect(JSON.parse(second.stdout)).toEqual(answer);

  const bad = await service.cli('simulate', '--counters', 'nowhere.csv').ended;
  expect(bad).toMatchObject({ code: 2 });
  expect(bad.stderr).toContain('nowhere.csv');
});

it('replay judges a recorded run as the live run did', { timeout: 120_000 }, async () => {
  service = await Service.create(CANARY);
  service.release('v1');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
  clients = new Clients(service.url);
  expect(await first.ended).toMatchObject({ code: 0 });

  service.release('v2', { failRate: 0.3 });
  const run = await service.deploy('v2', { record: 'run.csv' }).ended;
  expect(run.outputs, run.stdout).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
  const replay = await service.cli('replay', 'run.csv', '--json').ended;
  expect(replay, replay.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(replay.stdout)).toMatchObject({
    version: 1,
    verb: 'replay',
    live: { different: [] },
    final: { verdict: 'breach' },
  });
});
