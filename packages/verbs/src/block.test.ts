import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from '@glidepath/conductor/testing';
import { millis } from '@glidepath/model';
import { block, unblock } from './block.ts';
import { gate } from './gate/gate.ts';
import { Repository, surroundingsOf } from './testing/surroundings.ts';
import type { Surroundings } from './surroundings.ts';

const FILE = `service: shop
environments:
  staging:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: rolling
    slos: [availability]
  production:
    after: staging
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: canary
    slos: [availability]
    who: { block: [dana, role:admin], override: [robin] }
    gates:
      - freeze: Fri 16:00 - Mon 07:00 UTC
slos: { availability: 99% }
`;
/** The world's clock begins on a Friday, at 08:00. */
const PLACE = { file: '.github/delivery.yml', environment: 'production' };
const ASKED = {
  ...PLACE,
  release: null,
  commit: null,
  digest: null,
  flags: [],
  onlyFlags: false,
  override: null,
  waitMs: millis(0),
};

let repository: Repository;
let world: World;
let dana: Surroundings;
let robin: Surroundings;

beforeEach(() => {
  repository = new Repository();
  repository.git('init', '--quiet');
  repository.write('.github/delivery.yml', FILE);
  world = new World();
  dana = surroundingsOf(world, repository.folder);
  robin = { ...dana, user: 'robin' };
});

afterEach(() => repository.remove());

describe('an environment', () => {
  it('is blocked for a while, and the gate says who did it, why and until when', async () => {
    const answer = await block(dana, { ...PLACE, reason: 'load test', until: '2h' });
    expect(answer).toMatchObject({ outcome: 'done', service: 'shop', environment: 'production' });
    const asked = await gate(dana, ASKED);
    expect(asked).toMatchObject({
      open: false,
      reason: 'environment-blocked',
      until: '2027-01-15T10:00:00.000Z',
    });
    expect(asked.message).toMatch(/blocked by dana .*load test/);
    await world.clock.sleep(millis(2 * 3_600_000), dana.stop);
    expect(await gate(dana, ASKED)).toMatchObject({ open: true, reason: null, until: null });
  });

  it('is opened again by hand', async () => {
    await block(dana, { ...PLACE, reason: 'incident', until: null });
    expect(await gate(dana, ASKED)).toMatchObject({ open: false, until: null });
    expect(await unblock(dana, { ...PLACE, digest: null, reason: '' })).toMatchObject({ outcome: 'done' });
    expect(await gate(dana, ASKED)).toMatchObject({ open: true });
    expect(await unblock(dana, { ...PLACE, digest: null, reason: '' })).toMatchObject({ outcome: 'refused' });
  });

  it('is blocked by those alone who have the right', async () => {
    const answer = await block(robin, { ...PLACE, reason: 'mine', until: null });
    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(answer.message).toMatch(/robin may not block .* in production: .*dana, role:admin.*no access/);
    expect(repository.git('for-each-ref')).toBe('');
  });

  it.each([
    [{ reason: ' ', until: null }, /reason is empty/],
    [{ reason: 'x', until: 'soon' }, /neither a length of time such as 2h nor a time/],
    [{ reason: 'x', until: '2020-01-01T00:00:00Z' }, /has passed/],
    [{ reason: 'x', until: '2027-01-15' }, /neither/],
  ])('is not blocked by what makes no sense: %j', async (options, says) => {
    await expect(block(dana, { ...PLACE, ...options })).rejects.toThrow(says);
    expect(repository.git('for-each-ref')).toBe('');
  });
});

describe('a digest', () => {
  it('that is not blocked can not be unblocked, and what is blocked is told', async () => {
    const answer = await unblock(dana, { ...PLACE, digest: 'ab'.repeat(6), reason: '' });
    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(answer.message).toMatch(/names no blocked digest of shop in production; none is blocked/);
  });
});

describe('the gate', () => {
  it('tells a freeze with its end and how to override it', async () => {
    await world.clock.sleep(millis(9 * 3_600_000), dana.stop);
    const answer = await gate(dana, ASKED);
    expect(answer).toMatchObject({ open: false, reason: 'frozen', until: '2027-01-18T07:00:00.000Z' });
    expect(answer.message).toMatch(/frozen by the delivery file .*wait until 2027-01-18T07:00.*override/);
  });

  it('tells everything that is closed, not just the first', async () => {
    await world.clock.sleep(millis(9 * 3_600_000), dana.stop);
    await block(dana, { ...PLACE, reason: 'load test', until: null });
    const answer = await gate(dana, { ...ASKED, digest: `sha256:${'1'.repeat(64)}` });
    expect(answer.refusals.map(({ reason }) => reason)).toEqual([
      'environment-blocked',
      'not-promoted-before',
      'frozen',
    ]);
    expect(answer.until).toBeNull();
  });

  it('asks of an image whether its digest, not its commit, was promoted before', async () => {
    const images = FILE.replaceAll(
      /\{ local: \{.*\} \}$/gm,
      '{ kubernetes: { namespace: shop, deployment: web } }',
    ).replace(
      /slos: \{.*$/m,
      `slos:
  availability: { objective: 99%, prometheus: { total: requests_total, bad: errors_total, split: version } }
sources: { prometheus: { url: "http://127.0.0.1:9" } }`,
    );
    repository.write('.github/delivery.yml', images.replace('namespace: shop', 'namespace: shop-staging'));
    const answer = await gate(dana, { ...ASKED, digest: `sha256:${'1'.repeat(64)}` });
    expect(answer.refusals.map(({ message }) => message)).toEqual([
      expect.stringContaining('(sha256:111111111111) was not promoted in staging'),
    ]);
  });

  it('waits until it opens', async () => {
    await block(dana, { ...PLACE, reason: 'load test', until: '10m' });
    const before = world.clock.now();
    expect(await gate(dana, { ...ASKED, waitMs: millis(3_600_000) })).toMatchObject({ open: true });
    expect(world.clock.now() - before).toBe(600_000);
    expect(world.listener.notes.filter((text) => text.startsWith('waits:'))).toHaveLength(1);
  });

  it('is passed over by those alone who have the right', async () => {
    await block(dana, { ...PLACE, reason: 'load test', until: null });
    expect(await gate(dana, { ...ASKED, override: 'hot fix' })).toMatchObject({
      open: false,
      reason: 'not-allowed',
    });
    expect(await gate(robin, { ...ASKED, override: 'hot fix' })).toMatchObject({ open: true });
  });

  it('that can not be asked is closed', async () => {
    repository.write('.github/delivery.yml', FILE.replace('freeze: Fri 16:00 - Mon 07:00 UTC', 'checks: ci'));
    expect(await gate(dana, ASKED)).toMatchObject({ open: false, reason: 'gate-unreachable' });
  });

  it('refuses a digest that is none', async () => {
    await expect(gate(dana, { ...ASKED, digest: 'latest' })).rejects.toThrow(/no digest; write sha256:/);
  });
});
