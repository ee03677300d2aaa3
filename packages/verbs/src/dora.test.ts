import { ask, deliver } from '@glidepath/conductor';
import { V1, V2, V3, World } from '@glidepath/conductor/testing';
import { instant, millis } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dora, figuresOf } from './dora.ts';
import { Repository, surroundingsOf, worldWithV1 } from './testing/surroundings.ts';

const DAY = 86_400_000;
const FILE = `service: shop
environments:
  staging:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
  production:
    after: staging
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`;

describe('figuresOf', () => {
  it('tells what the conductor wrote', async () => {
    const world = await worldWithV1();
    world.target.failRates.set('v2', 0.5);
    await deliver(world.ports, world.order(V2));
    const committedAt = instant(world.clock.now() - DAY);
    await deliver(world.ports, world.order({ ...V3, committedAt }));
    await ask(world.ports, world.order(V3), { verb: 'rollback', note: 'on a hunch', to: null });
    const now = world.clock.now();
    const figures = await figuresOf(world.ledger, 'production', { since: instant(now - 90 * DAY), now });
    expect(figures).toMatchObject({
      environment: 'production',
      complete: true,
      entries: world.ledger.entries.length,
      deployments: { promoted: 2, perWeek: null },
      leadTime: { count: 1, unknown: 1 },
      changeFailures: { deployed: 3, failed: 2 },
      timeToRestore: { count: 2, unknown: 0, unrestored: 0 },
    });
    expect(figures.leadTime.medianMs).toBeGreaterThan(DAY);
  });

  it('reads no further than it must, and says where it was not let', async () => {
    const world = new World();
    for (let round = 0; round < 30; round++) {
      await deliver(world.ports, world.order(round % 2 === 0 ? V1 : V2));
      await world.clock.sleep(millis(DAY), new AbortController().signal);
    }
    const now = world.clock.now();
    const asked: number[] = [];
    const ledger = {
      async history(limit: number) {
        asked.push(limit);
        return world.ledger.history(limit);
      },
    };
    const week = { since: instant(now - 7 * DAY), now };
    const figures = await figuresOf(ledger, 'production', week);
    expect(figures).toMatchObject({ complete: true, deployments: { promoted: 6 } });
    expect(asked).toEqual([200]);
    const quarter = { since: instant(now - 90 * DAY), now };
    expect(await figuresOf(ledger, 'production', quarter, 10)).toMatchObject({
      complete: false,
      entries: 10,
    });
    expect((await figuresOf(ledger, 'production', quarter)).deployments.promoted).toBe(30);
  });
});

describe('dora', () => {
  let repository: Repository;

  beforeEach(() => {
    repository = new Repository();
    repository.git('init', '--quiet');
    repository.write('.github/delivery.yml', FILE);
  });

  afterEach(() => repository.remove());

  it('looks at all environments where none is named, and at one where it is', async () => {
    const surroundings = surroundingsOf(new World(), repository.folder);
    const place = { file: '.github/delivery.yml', since: millis(30 * DAY) };
    const all = await dora(surroundings, { ...place, environment: null });
    expect(all).toMatchObject({ version: 1, verb: 'history', service: 'shop' });
    expect(all.dora.environments.map(({ environment, entries }) => [environment, entries])).toEqual([
      ['staging', 0],
      ['production', 0],
    ]);
    const one = await dora(surroundings, { ...place, environment: 'production' });
    expect(one.dora.environments.map(({ environment }) => environment)).toEqual(['production']);
    await expect(dora(surroundings, { ...place, environment: 'prod' })).rejects.toThrow('production');
  });
});
