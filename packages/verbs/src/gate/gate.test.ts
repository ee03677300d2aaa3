import { World } from '@glidepath/conductor/testing';
import { millis, type AskedFlag } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate, gateExitCode, type GateOptions } from './gate.ts';
import { Repository, surroundingsOf } from '../testing/surroundings.ts';
import type { Surroundings } from '../surroundings.ts';

function delivery(more = '', flags = 'flags: { file: flags.yml }\n'): string {
  return `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: canary
    slos: [availability]
${more}slos: { availability: 99% }
${flags}`;
}
const ON: AskedFlag = { key: 'checkout-release', type: 'boolean', is: true, unknown: 'closed' };
const LIMITS: AskedFlag = { key: 'limits', type: 'object', is: null, unknown: 'open' };
const ASKED: GateOptions = {
  file: 'delivery.yml',
  environment: 'production',
  release: null,
  commit: null,
  digest: null,
  flags: [ON, LIMITS],
  onlyFlags: false,
  override: null,
  waitMs: millis(0),
};

let repository: Repository;
let world: World;
let surroundings: Surroundings;

beforeEach(() => {
  repository = new Repository();
  repository.git('init', '--quiet');
  repository.write('delivery.yml', delivery());
  repository.write('flags.yml', 'checkout-release: false\nlimits: { value: { most: 10 }, variant: low }\n');
  world = new World();
  surroundings = surroundingsOf(world, repository.folder);
});

afterEach(() => repository.remove());

describe('the gate with flags', () => {
  it('is closed by a flag, and says what it is and what it must be', async () => {
    const answer = await gate(surroundings, ASKED);
    const message = 'the flag "checkout-release" is false (STATIC), and must be true';
    expect(answer).toMatchObject({ open: false, reason: 'flag', until: null });
    expect(answer.message).toBe(`${message}; give an override with its reason to go ahead all the same`);
    expect(answer.flags).toMatchObject([
      { key: 'checkout-release', value: false, open: false, trouble: null },
      { key: 'limits', value: { most: 10 }, variant: 'low', reason: 'STATIC', open: true },
    ]);
    expect(gateExitCode(answer)).toBe(7);
  });

  it('opens when the flag does', async () => {
    world.clock.onTick = () => repository.write('flags.yml', 'checkout-release: true\n');
    const before = world.clock.now();
    const answer = await gate(surroundings, { ...ASKED, flags: [ON], waitMs: millis(60_000) });
    expect(answer).toMatchObject({ open: true, reason: null, flags: [{ value: true, open: true }] });
    expect(world.clock.now() - before).toBe(5_000);
  });

  it('tells what else is closed first', async () => {
    repository.write('delivery.yml', delivery('    gates: [{ freeze: Mon 00:00 - Sun 23:59 UTC }]\n'));
    const answer = await gate(surroundings, ASKED);
    expect(answer.refusals.map(({ reason }) => reason)).toEqual(['frozen', 'flag']);
  });

  it('lets an override pass over flags, and tells them all the same', async () => {
    const answer = await gate(surroundings, { ...ASKED, override: 'hot fix' });
    expect(answer).toMatchObject({ open: true, flags: [{ open: false }, { open: true }] });
  });

  it('asks no provider where no flag is named', async () => {
    repository.write('delivery.yml', delivery('', ''));
    expect(await gate(surroundings, { ...ASKED, flags: [] })).toMatchObject({ open: true, flags: [] });
  });

  it('says how to name a provider where there is none', async () => {
    repository.write('delivery.yml', delivery('', ''));
    await expect(gate(surroundings, ASKED)).rejects.toThrow(
      'the delivery file does not say where flags are evaluated, write flags: { file: .github/flags.yml } beside ' +
        'slos for all environments, or under environments.production',
    );
  });
});

describe('nothing but flags', () => {
  const ONLY = { ...ASKED, onlyFlags: true };

  it('asks neither gates nor the ledger', async () => {
    const gates = '    who: { deploy: [robin] }\n    gates: [{ checks: [unit] }]\n';
    repository.write('delivery.yml', delivery(gates));
    repository.write('flags.yml', 'checkout-release: true\nlimits: { value: {} }\n');
    const answer = await gate(surroundings, ONLY);
    expect(answer).toMatchObject({ open: true, refusals: [], ledger: null });
    expect(answer.message).toBe('no flag that was asked for keeps production closed');
    expect(await gate(surroundings, ASKED)).toMatchObject({ open: false, reason: 'not-allowed' });
  });

  it('needs no repository', async () => {
    const folder = new Repository();
    folder.write('delivery.yml', delivery());
    folder.write('flags.yml', 'checkout-release: true\n');
    const answer = await gate(surroundingsOf(world, folder.folder), { ...ONLY, flags: [ON] });
    expect(answer).toMatchObject({ open: true, flags: [{ value: true }] });
    folder.remove();
  });

  it('offers no override', async () => {
    const answer = await gate(surroundings, ONLY);
    expect(answer.message).toBe('the flag "checkout-release" is false (STATIC), and must be true');
  });

  it.each([
    [{ flags: [] }, /only flags are to be asked, but none is named/],
    [{ override: 'why not' }, /an override has no say over them/],
  ])('refuses what makes no sense beside it: %j', async (more, says) => {
    await expect(gate(surroundings, { ...ONLY, ...more })).rejects.toThrow(says);
  });
});
