import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { ensureRouterKinds } from '../../parts/router-kinds.ts';
import { Cluster } from './cluster.ts';
import { deploymentNamed, Engine, namesIn, only, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { deployment } from './objects.ts';

let cluster: Cluster;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const kinds = await ensureRouterKinds(cache);
  const part = await ensureKubernetes(cache);
  cluster = await Cluster.start(part, { name: 'eu', kinds: [kinds.gatewayApi] });
});
afterAll(async () => cluster?.remove());

const ONE = release(1);
const TWO = release(2);

it('rolls in parts, holds at each, and leaves nothing but the image', async () => {
  await standing(cluster, deployment('parts', imageOf(1), 10));
  const { target, ...engine } = await Engine.of(cluster, 'parts');
  void engine;
  const run = await Engine.of(cluster, 'parts');
  expect((await target.standing())?.digest).toBe(ONE.digest);
  expect((await run.bring(split('rolling', ONE, TWO, 0))).weight).toBe(0);
  const half = await run.bring(split('rolling', ONE, TWO, 50));
  console.log(half);
  expect(half.failure).toBeNull();
  const all = await run.bring(split('rolling', ONE, TWO, 100));
  console.log(all);
  console.log(await run.bring(only(TWO)));
  const end = await deploymentNamed(cluster, 'parts');
  console.log(JSON.stringify(end.metadata, null, 1), JSON.stringify(end.spec));
});

it('brings a canary beside, and takes it away', async () => {
  await standing(cluster, deployment('beside', imageOf(1), 4));
  const run = await Engine.of(cluster, 'beside');
  for (const desired of [
    split('canary', ONE, TWO, 0),
    split('canary', ONE, TWO, 20),
    split('canary', ONE, TWO, 50),
    split('canary', ONE, TWO, 100),
    only(TWO),
  ])
    console.log(JSON.stringify(await run.bring(desired)));
  expect(await namesIn(cluster, 'beside')).toEqual(['beside']);
  const end = await deploymentNamed(cluster, 'beside');
  console.log(JSON.stringify(end.metadata, null, 1), JSON.stringify(end.spec));
});
