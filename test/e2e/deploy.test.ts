import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BLUE_GREEN,
  CANARY,
  CANARY_APPROVAL,
  Clients,
  ROLLING,
  Service,
  until,
  type ActionEnded,
} from '../harness/index.ts';

let service: Service;
let clients: Clients | null = null;

afterEach(async () => {
  await clients?.stop();
  clients = null;
  await service.remove();
});

/** A service whose v1 is live and under traffic. */
async function live(settings: string): Promise<void> {
  service = await Service.create(settings);
  service.release('v1');
  clients = null;
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
  clients = new Clients(service.url);
  expectEnd(await first.ended, 0, { decision: 'promoted', reason: 'healthy' });
}

function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
  const result: unknown = JSON.parse(end.outputs['result'] ?? 'null');
  expect(result).toMatchObject({ version: 1, service: 'shop', environment: 'production', ...outputs });
  expect(end.stderr + end.stdout).not.toMatch(/^\s+at .*\.js:\d+/m);
}

async function expectNobodyCut(): Promise<void> {
  const seen = await clients?.stop();
  clients = null;
  expect(seen?.requests).toBeGreaterThan(100);
  expect(seen?.notByRelease).toEqual([]);
}

describe('the deploy action delivers on the local target', () => {
  it('a canary: healthy, failing, slow, dying on start', { timeout: 180_000 }, async () => {
    await live(CANARY);
    service.release('v2');
    const healthy = await service.deploy('v2').ended;
    expectEnd(healthy, 0, { decision: 'promoted', reason: 'healthy' });
    expect(healthy.summary).toContain('xychart-beta');

    service.release('v3', { failRate: 0.2 });
    const failing = await service.deploy('v3').ended;
    expectEnd(failing, 3, { decision: 'rolled-back', reason: 'breach' });
    expect(failing.stdout).toMatch(/^::error/m);

    service.release('v4', { slowFactor: 10 });
    expectEnd(await service.deploy('v4').ended, 3, { decision: 'rolled-back', reason: 'breach' });

    service.release('v5', { diesOnStart: true });
    const dying = await service.deploy('v5').ended;
    expectEnd(dying, 3, { decision: 'rolled-back', reason: 'start-failed' });
    expect(dying.stdout).toContain('the price list is missing');
    expect(clients?.seen.byRelease.get('v5')).toBeUndefined();

    expectEnd(await service.deploy('v3').ended, 7, { decision: 'rejected', reason: 'blocked-digest' });
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted', reason: 'already-live' });
    await expectNobodyCut();
  });

  it('rolling: forward, and back from a failing release', { timeout: 120_000 }, async () => {
    await live(ROLLING);
    service.release('v2');
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted', reason: 'healthy' });
    service.release('v3', { failRate: 0.2 });
    expectEnd(await service.deploy('v3').ended, 3, { decision: 'rolled-back', reason: 'breach' });
    await expectNobodyCut();
  });

  it('blue-green: switched at once, and back from a failing release', { timeout: 120_000 }, async () => {
    await live(BLUE_GREEN);
    service.release('v2');
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted', reason: 'healthy' });
    service.release('v3', { failRate: 0.3 });
    expectEnd(await service.deploy('v3').ended, 3, { decision: 'rolled-back', reason: 'breach' });
    await expectNobodyCut();
  });

  it('waits for an approval, obeys promote and abort from the terminal', { timeout: 120_000 }, async () => {
    await live(CANARY_APPROVAL);
    service.release('v2');
    const approved = service.deploy('v2');
    await until('the pause', () => service.ledger().at(-1)?.includes('paus'));
    const promote = await service.cli('promote', '--json').ended;
    expect(promote, promote.stderr).toMatchObject({ code: 0 });
    expectEnd(await approved.ended, 0, { decision: 'promoted', reason: 'healthy' });

    service.release('v3');
    const aborted = service.deploy('v3');
    await until('the pause', () => service.ledger().at(-1)?.includes('paus'));
    const abort = await service.cli('abort', '--reason', 'not today').ended;
    expect(abort, abort.stderr).toMatchObject({ code: 0 });
    expectEnd(await aborted.ended, 4, { decision: 'aborted', reason: 'requested' });

    const rollback = await service.cli('rollback', '--json').ended;
    expect(JSON.parse(rollback.stdout), rollback.stderr).toMatchObject({
      result: { decision: 'rolled-back', reason: 'requested' },
    });
    const status = await service.cli('status', '--json').ended;
    expect(JSON.parse(status.stdout)).toMatchObject({ live: { name: 'v1' } });
    await expectNobodyCut();

    const stop = await service.cli('stop').ended;
    expect(stop, stop.stderr).toMatchObject({ code: 0 });
    expect(stop.stdout).toContain('is stopped');
    await expect(fetch(service.url)).rejects.toThrow('fetch failed');
    expectEnd(await service.deploy('v1').ended, 0, { decision: 'promoted', reason: 'already-live' });
    expect((await fetch(service.url)).ok).toBe(true);
  });

  it('says at once that the port is taken, by whom and what to do', async () => {
    service = await Service.create(CANARY);
    service.release('v1');
    const squatter = createServer().listen(service.port, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      const end = await service.deploy('v1').ended;
      expectEnd(end, 1, { decision: 'failed', reason: 'no-stable-release' });
      expect(end.stdout).toContain(`listens on port ${service.port} already`);
    } finally {
      squatter.close();
    }
  });
});
