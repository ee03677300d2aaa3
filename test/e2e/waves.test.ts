import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Clients, freePort, Service, stopDaemons, until } from '../harness/index.ts';

/** One target alone, then two at once. */
const NAMES = ['eu-1', 'us-1', 'us-2'] as const;

let service: Service;
let clients: readonly Clients[] = [];

/** A release that in the United States fails as often as is said. */
function release(name: string, failRateInUs = 0): void {
  service.release(name);
  service.release(`${name}/eu`);
  service.release(`${name}/us`, { failRate: failRateInUs });
  service.write(
    `releases/${name}/server.mts`,
    "await import(process.env['REGION'] === 'us' ? './us/server.mts' : './eu/server.mts');\n",
  );
}

beforeEach(async () => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const [eu, us1, us2] = ports;
  service = await Service.create(
    `    targets:
      waves: [[eu-1], [us-1, us-2]]
      bake: { min: 500ms, max: 60s }
      each:
        eu-1: { port: ${eu} }
        us-1: { port: ${us1}, env-file: us.env }
        us-2: { port: ${us2}, env-file: us.env }
    strategy: { canary: [25%], bake: { min: 500ms, max: 60s }, watch: { min: 500ms, max: 60s } }
    analysis: { poll: 250ms, warm-up: 500ms }
`,
    // How long an answer takes says more of this machine than of a release.
    `    slos: [availability]
slos: { availability: 90% }
`,
  );
  service.write('us.env', 'REGION=us\n');
  release('v1');
  const first = service.deploy('v1');
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  for (const url of urls)
    await until(`v1 to answer at ${url}`, async () => (await fetch(url).catch(() => null))?.ok, 20_000);
  clients = urls.map((url) => new Clients(url, 8));
  const end = await first.ended;
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code: 0 });
});

afterEach(async () => {
  await Promise.all(clients.map(async (each) => each.stop()));
  for (const name of NAMES) await stopDaemons(join(service.stateDir, 'targets', name));
  await service.remove();
});

const stored = z.object({
  orders: z.object({
    desired: z.object({ kind: z.string(), release: z.optional(z.object({ name: z.string() })) }),
  }),
});

/** The release that a target was told to serve alone; null while it divides its traffic. */
function aloneIn(name: string): string | null {
  const file = join(service.stateDir, 'targets', name, 'local/shop/production/orders.json');
  const { orders } = z.parse(stored, JSON.parse(readFileSync(file, 'utf8')));
  const { kind, release: alone } = orders.desired;
  return kind === 'only' ? (alone?.name ?? null) : null;
}

/** Writes down which target is told first to serve nothing but v1 again, until all are. */
async function wayBack(): Promise<readonly string[]> {
  const order: string[] = [];
  await until(
    'all targets to be told to go back',
    () => {
      // The later wave first, should both have come between two looks.
      for (const name of NAMES.toReversed())
        if (!order.includes(name) && aloneIn(name) === 'v1') order.push(name);
      return order.length === NAMES.length;
    },
    60_000,
  );
  return order;
}

async function expectNobodyCut(): Promise<void> {
  const seen = await Promise.all(clients.map(async (each) => each.stop()));
  expect(seen.flatMap(({ notByRelease }) => notByRelease)).toEqual([]);
}

it('gives a release to one wave after the other, and tells of each', { timeout: 120_000 }, async () => {
  release('v2');
  const end = await service.deploy('v2').ended;
  expect(end.outputs, `${end.stdout}\n${end.stderr}`).toMatchObject({ decision: 'promoted' });
  expect(service.ledger().slice(-8)).toEqual([
    'production: canary begins (v2)',
    'production: canary in eu-1 at 25 %, wave 1 of 2 (v2)',
    'production: canary in eu-1 at 100 %, wave 1 of 2 (v2)',
    'production: canary in us-1, us-2 at 25 %, wave 2 of 2 (v2)',
    'production: all traffic moves over (v2)',
    'production: watching at 100 % (v2)',
    'production: old release leaves, healthy (v2)',
    'production: promoted, healthy (v2)',
  ]);
  expect(end.stdout).toContain('(us-1, us-2 at 25 %25, wave 2 of 2)');
  for (const name of NAMES) expect(aloneIn(name)).toBe('v2');
  await expectNobodyCut();
});

it(
  'goes back from all, the last wave first, when the second one shows a breach',
  { timeout: 120_000 },
  async () => {
    release('v2', 0.4);
    const { ended } = service.deploy('v2');
    await until('the second wave', () => service.ledger().at(-1)?.includes('wave 2 of 2'), 60_000);
    const order = await wayBack();
    const end = await ended;
    expect(end.outputs, `${end.stdout}\n${end.stderr}`).toMatchObject({
      decision: 'rolled-back',
      reason: 'breach',
    });
    expect(order.slice(0, 2).toSorted()).toEqual(['us-1', 'us-2']);
    expect(order.at(-1)).toBe('eu-1');
    await expectNobodyCut();
  },
);

it('goes on where it was killed, in whichever wave', { timeout: 180_000 }, async () => {
  for (const [index, place] of ['eu-1 at 100 %', 'us-1, us-2 at 25 %'].entries()) {
    const name = `v${index + 2}`;
    release(name);
    const { running, ended } = service.deploy(name);
    await until(place, () => service.ledger().at(-1)?.includes(place) || !running.isRunning, 60_000);
    running.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const status = await service.cli('status', '--json').ended;
    expect(JSON.parse(status.stdout), status.stderr).toMatchObject({
      rollout: { wave: { number: index + 1, of: 2 } },
    });
    const end = await service.deploy(name).ended;
    expect(end.outputs, `${end.stdout}\n${end.stderr}`).toMatchObject({ decision: 'promoted' });
    for (const target of NAMES) expect(aloneIn(target)).toBe(name);
  }
  await expectNobodyCut();
});

it('is stopped everywhere', { timeout: 60_000 }, async () => {
  await Promise.all(clients.map(async (each) => each.stop()));
  const stop = await service.cli('stop').ended;
  expect(stop, stop.stderr).toMatchObject({ code: 0 });
});
