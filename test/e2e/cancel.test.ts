import { afterEach, expect, it } from 'vitest';
import { CANARY, CANARY_HOLD, Clients, Service, until, type ActionRun } from '../harness/index.ts';

let service: Service;
let clients: Clients | null = null;

afterEach(async () => {
  await clients?.stop();
  await service.remove();
});

async function live(settings: string): Promise<void> {
  service = await Service.create(settings);
  service.release('v1');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
  clients = new Clients(service.url);
  expect(await first.ended).toMatchObject({ code: 0 });
}

/** Cancels as the runner does: SIGINT, SIGTERM after 7.5 s, SIGKILL 2.5 s later. */
async function cancel({ running, ended }: ActionRun): ReturnType<() => ActionRun['ended']> {
  running.kill('SIGINT');
  const timers = [
    setTimeout(() => {
      running.kill('SIGTERM');
    }, 7_500),
    setTimeout(() => {
      running.kill('SIGKILL');
    }, 10_000),
  ];
  const end = await ended;
  for (const timer of timers) clearTimeout(timer);
  return end;
}

it(
  'at each transition it rolls back and records it before the runner insists',
  { timeout: 240_000 },
  async () => {
    await live(CANARY);
    for (let count = 1; count <= 5; count++) {
      const name = `v2-${count}`;
      service.release(name);
      const before = service.ledger().length;
      const run = service.deploy(name);
      await until(`entry ${count}`, () => service.ledger().length >= before + count);
      const end = await cancel(run);
      expect(end, end.stdout).toMatchObject({
        code: 3,
        signal: null,
        outputs: { decision: 'rolled-back', reason: 'cancelled' },
      });
      expect(service.ledger().at(-1)).toContain('rolled back');
      const status = await service.cli('status', '--json').ended;
      expect(JSON.parse(status.stdout)).toMatchObject({ live: { name: 'v1' } });
    }
    expect((await clients?.stop())?.notByRelease).toEqual([]);
  },
);

it('holds where the plan says so, and the next run goes on from there', { timeout: 120_000 }, async () => {
  await live(CANARY_HOLD);
  service.release('v2');
  const run = service.deploy('v2');
  await until('the first step', () => service.ledger().some((line) => line.includes('25 %')));
  const end = await cancel(run);
  expect(end, end.stdout).toMatchObject({ code: 6, outputs: { decision: 'paused', reason: 'cancelled' } });
  const on = await service.deploy('v2').ended;
  expect(on.outputs, on.stdout).toMatchObject({ decision: 'promoted' });
  expect((await clients?.stop())?.notByRelease).toEqual([]);
});
