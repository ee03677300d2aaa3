import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BRISK } from '../../../harness/brisk.ts';
import { Clients, Service, SLOS, until, type ActionEnded } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureLdRelay } from '../../parts/ld-relay.ts';
import { ensureToxiproxy } from '../../parts/toxiproxy.ts';
import { Cutter } from '../metrics/cutter.ts';
import { RelayArchive, type RelayFlag } from './relay-archive.ts';
import { Relay } from './relay.ts';
import { Toxiproxy, type Way } from './toxiproxy.ts';

/** Rollouts that wait for flags of a real Relay Proxy, by the bundles as they ship. */

const OPEN: RelayFlag = { variations: [true, false], on: true, off: 1, fallthrough: 0 };
const CLOSED: RelayFlag = { ...OPEN, on: false };

let archive: RelayArchive;
let relay: Relay;
let way: Way;
let overheard: Cutter;
let service: Service;
let clients: Clients;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const toxiproxy = await Toxiproxy.start(await ensureToxiproxy(cache));
  undo.defer(async () => toxiproxy.stop());
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-relay-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  archive = await RelayArchive.create(folder, { release: OPEN });
  relay = await Relay.start(await ensureLdRelay(cache), archive);
  undo.defer(async () => relay.stop());
  overheard = await Cutter.before(relay.port);
  undo.defer(() => overheard.end());
  way = await toxiproxy.wayTo(overheard.port);
});

afterAll(async () => undo.disposeAsync());

afterEach(async () => {
  await way.mend();
  await clients.stop();
  await service.remove();
});

/** A service whose v1 is live, that waits for the relay's flag `release`. */
async function flagged(then: string): Promise<void> {
  await archive.write({ release: OPEN });
  await until('the relay to serve it', isOpen);
  overheard.sent = '';
  service = await Service.create(
    `${BRISK}    gates: [{ flag: release, then: ${then} }]\n`,
    `${SLOS}flags: { launchdarkly: { sdk-key-env: LD_SDK_KEY, url: "${way.url}" } }\n`,
  );
  service.secrets['LD_SDK_KEY'] = archive.sdkKey;
  service.release('v1');
  service.release('v2');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok);
  clients = new Clients(service.url);
  expectEnd(await first.ended, 0, { decision: 'promoted' });
}

function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
  // The one line that has the runner hide it.
  const log = end.stdout.replaceAll(`::add-mask::${archive.sdkKey}`, '');
  expect(log + end.stderr + end.summary + JSON.stringify(end.outputs)).not.toContain(archive.sdkKey);
}

/** Whether the relay serves the flag as `OPEN` has it, and not what stood in the archive before. */
async function isOpen(): Promise<boolean> {
  const flag = await served();
  return flag?.on === true && isDeepStrictEqual(flag.variations, OPEN.variations);
}

/** The flag as the relay serves it: it looks at the archive once a second. */
const served = async () => relay.flag('release', archive.sdkKey);

async function stepped(): Promise<void> {
  await until('the rollout to step', () => service.ledger().some((line) => /25 %/.test(line)));
}

it('a flag that is turned off in mid-rollout takes the release back', async () => {
  await flagged('rollback');
  const run = service.deploy('v2');
  await stepped();
  await archive.write({ release: CLOSED });
  const end = await run.ended;
  expectEnd(end, 3, { decision: 'rolled-back', reason: 'flag' });
  expect(end.stdout).toContain(`::add-mask::${archive.sdkKey}`);
  expect(end.summary).toContain('the flag "release" is false');
});

it('a flag that is turned off pauses, and a person goes on once it is on again', async () => {
  await flagged('pause');
  const run = service.deploy('v2');
  await stepped();
  await archive.write({ release: CLOSED });
  await until('the pause', () => service.ledger().some((line) => line.includes('a flag closed its gate')));
  await archive.write({ release: OPEN });
  await until('the relay to serve it', isOpen);
  const resumed = await service.cli('resume').ended;
  expect(resumed.code, resumed.stdout).toBe(0);
  expectEnd(await run.ended, 0, { decision: 'promoted' });
});

it('a connection that is lost in mid-rollout holds it, and lets it go on once it is back', async () => {
  await flagged('rollback');
  const run = service.deploy('v2');
  await stepped();
  await way.cut();
  await until('the hold to be told', () => run.running.stdout.includes('held by a flag: the connection to'));
  const stood = service.ledger();
  await way.mend();
  const end = await run.ended;
  expectEnd(end, 0, { decision: 'promoted', reason: 'healthy' });
  expect(stood.at(-1)).toMatch(/25 %|50 %/);
});

it('what keeps a release out is told apart: away, a wrong key, no such flag, another type', async () => {
  await flagged('rollback');
  const refusal = async (): Promise<string> => {
    const end = await service.deploy('v2').ended;
    expectEnd(end, 7, { decision: 'rejected', reason: 'gate-unreachable' });
    return end.outputs['result'] ?? '';
  };
  await archive.write({ another: OPEN });
  await until('the flag to be gone', async () => (await served()) === null);
  expect(await refusal()).toContain('knows no flag');
  await archive.write({ release: { variations: ['yes', 'no'], on: true, off: 1, fallthrough: 0 } });
  await until('the flag to be back', async () => (await served()) !== null);
  expect(await refusal()).toContain('is no boolean');
  service.secrets['LD_SDK_KEY'] = 'sdk-00000000-0000-4000-8000-000000000000';
  expect(await refusal()).toContain('refuses what the environment variable LD_SDK_KEY holds');
  service.secrets['LD_SDK_KEY'] = '';
  expect(await refusal()).toContain('LD_SDK_KEY');
  service.secrets['LD_SDK_KEY'] = archive.sdkKey;
  await way.cut();
  expect(await refusal()).toContain('does not answer');
});

it('nothing leaves but the question: no event, and neither token nor variable of the run', async () => {
  await flagged('rollback');
  service.secrets['GITHUB_TOKEN'] = 'ghs_0123456789abcdef';
  service.secrets['PROD_PASSWORD'] = 'correct horse battery';
  expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted' });
  const paths = [...overheard.sent.matchAll(/^[A-Z]+ (\S+) HTTP/gm)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !/^\/(?:all|sdk\/latest-all)(?:\?|$)/.test(path ?? ''))).toEqual([]);
  expect(overheard.sent).not.toContain('ghs_0123456789abcdef');
  expect(overheard.sent).not.toContain('correct horse battery');
});
