import { afterEach, beforeEach, expect, it } from 'vitest';
import { CANARY, Clients, daemonPid, Service, until } from '../harness/index.ts';

let service: Service;
let clients: Clients;

beforeEach(async () => {
  service = await Service.create(CANARY);
  service.release('v1');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
  clients = new Clients(service.url);
  expect(await first.ended).toMatchObject({ code: 0 });
});

afterEach(async () => {
  await clients.stop();
  await service.remove();
});

/** Starts a delivery and kills its conductor as soon as the ledger has `count` more entries than before. */
async function killAfter(release: string, count: number, delayMs: number): Promise<boolean> {
  const before = service.ledger().length;
  const { running, ended } = service.deploy(release);
  await until(`entry ${count}`, () => service.ledger().length >= before + count || !running.isRunning);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  running.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

it(
  'killed at every transition of a canary, the next delivery finishes it',
  { timeout: 300_000 },
  async () => {
    for (let count = 1; ; count++) {
      const name = `healthy-${count}`;
      service.release(name);
      const killed = await killAfter(name, count, count % 2 === 0 ? 0 : 120);
      const status = await service.cli('status', '--json').ended;
      expect(status, status.stderr).toMatchObject({ code: 0 });
      const finished = await service.deploy(name).ended;
      expect(finished.outputs, finished.stdout).toMatchObject({ decision: 'promoted' });
      expect(service.ledger().at(-1)).toContain('promoted');
      if (!killed) break;
      expect(count).toBeLessThan(20);
    }
    const seen = await clients.stop();
    expect(seen.notByRelease).toEqual([]);
  },
);

it(
  'killed at every transition of a failing canary, the old release stays',
  { timeout: 300_000 },
  async () => {
    for (let count = 1; ; count++) {
      const name = `failing-${count}`;
      service.release(name, { failRate: 0.3 });
      const killed = await killAfter(name, count, count % 2 === 0 ? 120 : 0);
      if (killed) {
        const finished = await service.cli('status', '--finish', '--json').ended;
        expect(finished.stdout, finished.stderr).toContain('rolled-back');
      }
      const status = await service.cli('status', '--json').ended;
      expect(JSON.parse(status.stdout), status.stderr).toMatchObject({ live: { name: 'v1' } });
      if (!killed) break;
      expect(count).toBeLessThan(20);
    }
    const seen = await clients.stop();
    expect(seen.notByRelease).toEqual([]);
  },
);

it('two conductors at once: one works, the other is told who does', { timeout: 120_000 }, async () => {
  service.release('v2');
  service.release('v3');
  const ends = await Promise.all([service.deploy('v2').ended, service.deploy('v3').ended]);
  const refused = ends.find((end) => end.outputs['decision'] === 'rejected');
  const worked = ends.find((end) => end !== refused);
  expect(worked?.outputs, worked?.stdout).toMatchObject({ decision: 'promoted' });
  expect(refused?.outputs, refused?.stdout).toMatchObject({ reason: 'lock-held' });
  expect(refused?.stdout).toMatch(/dana \(process \d+ on /);
});

it('the daemon killed: the next run brings the service back', { timeout: 120_000 }, async () => {
  await clients.stop();
  process.kill(daemonPid(service.stateDir, 'shop', 'production'), 'SIGKILL');
  const status = await service.cli('status', '--json').ended;
  expect(status, status.stderr).toMatchObject({ code: 0 });
  await until('the service to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
});
