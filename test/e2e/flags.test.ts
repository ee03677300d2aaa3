import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRISK } from '../harness/brisk.ts';
import { Clients, Service, SLOS, until, type ActionEnded } from '../harness/index.ts';

/** Flags that a rollout waits for, by the bundles as they ship. */

let service: Service;
let clients: Clients;

const FLAGS = '.github/flags.yml';

beforeEach(() => {
  expect.hasAssertions();
});

afterEach(async () => {
  await clients.stop();
  await service.remove();
});

/** A service whose v1 is live, that waits for flags of a file. */
async function flagged(environment: string, flags: string): Promise<void> {
  service = await Service.create(`${BRISK}${environment}`, `${SLOS}flags: { file: ${FLAGS} }\n`);
  service.write(FLAGS, flags);
  service.release('v1');
  service.release('v2');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok);
  clients = new Clients(service.url);
  expectEnd(await first.ended, 0, { decision: 'promoted' });
}

function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
}

async function stepped(): Promise<void> {
  await until('the rollout to step', () => service.ledger().some((line) => /25 %/.test(line)));
}

const GATE = (then: string, more = ''): string => `    gates: [{ flag: release, then: ${then}${more} }]\n`;

describe('before a rollout', () => {
  it('a flag that is off keeps the release out, told with its value; turned on it lets it in', async () => {
    await flagged(GATE('pause'), 'release: true\n');
    service.write(FLAGS, 'release: false\n');
    const before = service.ledger();
    const refused = await service.deploy('v2').ended;
    expectEnd(refused, 7, { decision: 'rejected', reason: 'flag' });
    expect(refused.outputs['result']).toContain('the flag \\"release\\" is false');
    expect(service.ledger()).toEqual(before);
    expectEnd(await service.deploy('v2', { override: 'it may' }).ended, 0, { decision: 'promoted' });
  });

  it.each([
    ['is missing', 'other: true\n', 'knows no flag'],
    ['has another type', 'release: "yes"\n', 'is no boolean'],
    ['stands in a file that is no YAML', 'release: [\n', FLAGS],
  ])('a flag that %s keeps it out, and that is told apart', async (_, text, words) => {
    await flagged(GATE('pause'), 'release: true\n');
    service.write(FLAGS, text);
    const refused = await service.deploy('v2').ended;
    expectEnd(refused, 7, { decision: 'rejected', reason: 'gate-unreachable' });
    expect(refused.outputs['result']).toContain(words);
  });

  it('a flag that nobody knows is no obstacle where the gate says so', async () => {
    await flagged(GATE('pause', ', unknown: open'), 'other: true\n');
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted' });
  });
});

describe('during a rollout', () => {
  it('a flag that is turned off takes the release back where that is its policy', async () => {
    await flagged(GATE('rollback'), 'release: true\n');
    const run = service.deploy('v2');
    await stepped();
    service.write(FLAGS, 'release: false\n');
    const end = await run.ended;
    expectEnd(end, 3, { decision: 'rolled-back', reason: 'flag' });
    expect(end.summary).toContain('the flag "release" is false');
    // It was not shown to be bad.
    service.write(FLAGS, 'release: true\n');
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted' });
  });

  it('a flag that is turned off pauses it for a person, who goes on once it is on', async () => {
    await flagged(GATE('pause'), 'release: true\n');
    const run = service.deploy('v2');
    await stepped();
    service.write(FLAGS, 'release: false\n');
    await until('the pause', () => service.ledger().some((line) => line.includes('a flag closed its gate')));
    service.write(FLAGS, 'release: true\n');
    const resumed = await service.cli('resume').ended;
    expect(resumed.code, resumed.stdout).toBe(0);
    expectEnd(await run.ended, 0, { decision: 'promoted' });
  });

  it('a step waits for its flag', async () => {
    await flagged('', 'more: true\n');
    const steps = '    strategy: { canary: [25%, { weight: 75%, flag: more }],';
    service.write(
      '.github/delivery.yml',
      service.read('.github/delivery.yml').replace(/ {4}strategy: \{ canary: \[[^\]]*\],/, steps),
    );
    service.write(FLAGS, 'more: false\n');
    const run = service.deploy('v2');
    await until('the wait to be told', () => run.running.stdout.includes('held by a flag'));
    expect(service.ledger().at(-1)).toMatch(/25 %/);
    service.write(FLAGS, 'more: true\n');
    const end = await run.ended;
    expectEnd(end, 0, { decision: 'promoted' });
    expect(service.ledger().some((line) => /75 %/.test(line))).toBe(true);
  });
});
