import { ask, deliver, systemClock, TargetError, type MetricSource, type Order } from '@glidepath/conductor';
import { millis, type KubernetesTraffic, type Release } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { PRODUCTION, World } from '../../../../packages/conductor/src/testing/index.ts';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { ensureRouterKinds } from '../../parts/router-kinds.ts';
import { kubernetesObject, type KubernetesObject } from './api.ts';
import { Cluster } from './cluster.ts';
import { dyingAfter, type Dying } from './dying.ts';
import { deploymentNamed, Engine, leftovers, only, podImages, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { deployment, httpRoute } from './objects.ts';

let cluster: Cluster;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const kinds = await ensureRouterKinds(cache);
  cluster = await Cluster.start(await ensureKubernetes(cache), { name: 'eu', kinds: [kinds.gatewayApi] });
});
afterAll(async () => cluster?.remove());

const ONE = release(1);
const TWO = release(2);
const TRACK = 'glidepath.dev/track';

function object(apiVersion: string, kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: 'default' }, spec };
}

function service(name: string, selector: Readonly<Record<string, string>>): KubernetesObject {
  return object('v1', 'Service', name, { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
}

/** A Deployment whose pods say that they are the stable ones, behind a Service that has those alone. */
async function shop(name: string, more: object = {}): Promise<void> {
  const own = deployment(name, imageOf(1));
  const { template, ...spec } = z.parse(z.looseObject({ template: z.looseObject({}) }), own['spec']);
  const labels = { app: name, [TRACK]: 'stable' };
  await standing(cluster, {
    ...own,
    spec: { ...spec, ...more, template: { ...template, metadata: { labels } } },
  });
  await cluster.api.apply(service(name, labels));
  await until(`endpoints of ${name}`, async () => (await endpoints(name)).length === 4);
}

const slices = z.object({
  items: z.array(
    z.object({
      endpoints: z.nullish(
        z.array(
          z.object({
            conditions: z.object({ ready: z.optional(z.boolean()) }),
            targetRef: z.object({ name: z.string() }),
          }),
        ),
      ),
    }),
  ),
});

/** The pods that a Service sends traffic to. */
async function endpoints(name: string): Promise<readonly string[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3D${name}`;
  const { items } = z.parse(slices, await cluster.api.request('GET', path));
  return items
    .flatMap(({ endpoints: all }) => all ?? [])
    .filter(({ conditions }) => conditions.ready === true)
    .map(({ targetRef }) => targetRef.name)
    .toSorted();
}

const ofPreview = (pod: string) => pod.includes('-glidepath-canary-');

/** All that a user sees of a Service, and who holds what of it; when it was written is no part of that. */
async function serviceNow(name: string): Promise<unknown> {
  const { metadata, spec } = await cluster.api.read(service(name, {}));
  const held = z.parse(z.array(z.looseObject({ manager: z.string() })), metadata['managedFields']);
  const managedFields = held.map((each) => ({ ...each, time: null }));
  const { resourceVersion: _, managedFields: __, ...rest } = metadata;
  return { metadata: rest, managedFields: managedFields.toSorted(byManager), spec };
}

function byManager(one: { readonly manager: string }, other: { readonly manager: string }): number {
  return one.manager < other.manager ? -1 : 1;
}

async function selectorOf(name: string): Promise<unknown> {
  const { selector } = z.parse(
    z.looseObject({ selector: z.unknown() }),
    (await cluster.api.read(service(name, {})))['spec'],
  );
  return selector;
}

async function isGone(what: KubernetesObject): Promise<boolean> {
  return cluster.api.read(what).then(
    () => false,
    () => true,
  );
}

/** Nothing of ours is left, and the Service is to the letter what it was. */
async function restored(name: string, before: unknown): Promise<void> {
  expect(await serviceNow(name)).toEqual(before);
  expect(await leftovers(cluster, name)).toEqual([]);
  expect(await isGone(service(`${name}-preview`, {}))).toBe(true);
}

const BAKE = { min: millis(400), max: millis(20_000) };

function order(approval: boolean): Order['environment'] {
  return {
    ...PRODUCTION,
    strategy: { kind: 'blue-green', approval, watch: BAKE },
    analysis: { ...PRODUCTION.analysis, poll: millis(200) },
  };
}

/** Of a candidate that fails by that share as soon as it is watched. */
function counters(failing: number, isWatched: () => boolean): MetricSource {
  let total = 0;
  return {
    async read(slos, { candidate, stable }) {
      total += 1_000;
      const of = ({ digest }: Release, bad: number) => ({
        kind: 'cumulative' as const,
        series: [{ id: digest, bad: Math.round(total * bad), total }],
      });
      return slos.map(({ name }) => ({
        sli: name,
        candidate: of(candidate, isWatched() ? failing : 0),
        stable: stable === null ? null : of(stable, 0),
        latency: null,
      }));
    },
  };
}

async function conductor(name: string, failing = 0) {
  const world = new World();
  const { target } = await Engine.of(cluster, name);
  return {
    world,
    ports: {
      ...world.ports,
      target,
      metrics: counters(failing, () => world.story.includes('watching')),
      clock: systemClock,
    },
  };
}

it('shows a preview, waits for approval, switches, and has everything as it was but for the image', async () => {
  await shop('promoted');
  const before = await serviceNow('promoted');
  const spec = (await deploymentNamed(cluster, 'promoted')).spec;
  const { world, ports } = await conductor('promoted');
  const environment = order(true);
  const least = { ready: 4 };
  const watching = setInterval(() => {
    void endpoints('promoted').then(({ length }) => (least.ready = Math.min(least.ready, length)));
  }, 50);
  try {
    const ended = deliver(ports, world.order(TWO, { environment }));
    await until('the pause', () => world.story.includes('paused'));
    // The user's is not touched, and has the old pods alone; the preview has the new ones alone.
    expect(await serviceNow('promoted')).toEqual(before);
    expect((await endpoints('promoted')).some(ofPreview)).toBe(false);
    const preview = await until('the endpoints of the preview', async () => {
      const pods = await endpoints('promoted-preview');
      return pods.length === 4 ? pods : null;
    });
    expect(preview.every(ofPreview)).toBe(true);
    expect(world.ledger.entries.some(({ event }) => event.note.includes('promoted-preview'))).toBe(true);
    await ask(ports, world.order(TWO, { environment }), { verb: 'promote', note: '', to: null });
    expect(await ended).toMatchObject({ decision: 'promoted', reason: 'healthy' });
  } finally {
    clearInterval(watching);
  }
  expect(least.ready).toBe(4);
  expect(await podImages(cluster, 'promoted')).toEqual(Array(4).fill(imageOf(2)));
  const after = (await deploymentNamed(cluster, 'promoted')).spec;
  expect(JSON.stringify(after)).toBe(JSON.stringify(spec).replace(imageOf(1), imageOf(2)));
  await restored('promoted', before);
});

it('goes back on a breach after the switch, with the very pods that it had', async () => {
  await shop('breached');
  const before = await serviceNow('breached');
  const pods = await endpoints('breached');
  const { world, ports } = await conductor('breached', 0.5);
  const result = await deliver(ports, world.order(TWO, { environment: order(false) }));
  expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
  expect(world.story).toContain('watching');
  expect(await endpoints('breached')).toEqual(pods);
  await restored('breached', before);
});

it('goes back by one write, while the old pods stand by', async () => {
  await shop('instant');
  const before = await serviceNow('instant');
  const pods = await endpoints('instant');
  const run = await Engine.of(cluster, 'instant');
  await run.bring(split('blue-green', ONE, TWO, 0));
  expect(await run.bring(split('blue-green', ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
  const switched = await endpoints('instant');
  expect([switched.length, switched.every(ofPreview)]).toEqual([4, true]);
  expect((await deploymentNamed(cluster, 'instant')).status?.readyReplicas).toBe(4);
  const count = cluster.requests().length;
  await run.target.apply(only(ONE), 1);
  const writes = cluster
    .requests()
    .slice(count)
    .filter(({ verb, agent }) => agent === 'glidepath' && !['get', 'list', 'watch'].includes(verb));
  expect(writes[0]).toMatchObject({ verb: 'patch', resource: 'services' });
  expect(writes[0]?.path).toContain('/services/instant?');
  expect(await selectorOf('instant')).toEqual({ app: 'instant', [TRACK]: 'stable' });
  await run.bring(only(ONE));
  expect(await endpoints('instant')).toEqual(pods);
  await restored('instant', before);
});

it('goes on where a run died after the switch', async () => {
  await shop('resumed');
  const before = await serviceNow('resumed');
  const first = await Engine.of(cluster, 'resumed');
  await first.bring(split('blue-green', ONE, TWO, 0));
  await first.bring(split('blue-green', ONE, TWO, 100));
  const pods = await endpoints('resumed');
  const next = await Engine.of(cluster, 'resumed', {}, { fence: 2 });
  expect(await next.bring(split('blue-green', ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
  expect(await endpoints('resumed')).toEqual(pods);
  await expect(first.once(only(ONE))).rejects.toThrow('Another run has taken over');
  await next.bring(only(TWO));
  expect(await podImages(cluster, 'resumed')).toEqual(Array(4).fill(imageOf(2)));
  await restored('resumed', before);
});

it.each(['back', 'on'] as const)('goes %s from each write on the way, by another run', async (way) => {
  const name = `dies-${way}`;
  await shop(name);
  const before = await serviceNow(name);
  let [from, to] = [ONE, TWO];
  let fence = 0;
  let ended = false;
  let writes = 0;
  while (!ended) {
    await using dying = await dyingAfter(writes, writes % 2 === 0, cluster.access());
    const file = `dying-${way}-${writes++}`;
    writeFileSync(join(cluster.folder, file), dying.kubeconfig, { mode: 0o600 });
    const run = await Engine.of(cluster, name, { kubeconfig: file }, { fence: ++fence });
    ended = await untilDeath(run, dying, wishes(from, to));
    await run.target.close();
    const next = await Engine.of(cluster, name, {}, { fence: ++fence });
    if (way === 'on') {
      for (const wish of wishes(from, to)) await next.bring(wish);
      [from, to] = [to, from];
    } else await next.bring(only(from));
    expect((await endpoints(name)).filter(ofPreview)).toEqual([]);
    expect(new Set(await podImages(cluster, name))).toEqual(new Set([imageIn(from)]));
    await restored(name, before);
  }
  // The mark, the preview, its Service and the switch at least, and all of the way back.
  expect(writes).toBeGreaterThan(8);
});

function wishes(from: Release, to: Release): readonly Desired[] {
  return [split('blue-green', from, to, 0), split('blue-green', from, to, 100), only(to)];
}

function imageIn({ digest }: Release): string {
  return imageOf(1).replace(/@.*/, `@${digest}`);
}

/** Whether all was brought about before it died. */
async function untilDeath(run: Engine, dying: Dying, all: readonly Desired[]): Promise<boolean> {
  for (const wish of all)
    await until('the wish, or death', async () => {
      if (dying.isDead()) return true;
      return run.once(wish).then(
        ({ settled }) => settled,
        (error: unknown) => {
          if (dying.isDead() || (error instanceof TargetError && !error.final)) return false;
          throw error;
        },
      );
    });
  return !dying.isDead();
}

it('is told when somebody deletes the preview, before the switch and after it', async () => {
  await shop('deleted');
  const before = await serviceNow('deleted');
  const pods = await endpoints('deleted');
  for (const weight of [0, 100]) {
    const run = await Engine.of(cluster, 'deleted');
    await run.bring(split('blue-green', ONE, TWO, 0));
    const wish = split('blue-green', ONE, TWO, weight);
    await run.bring(wish);
    await cluster.api.remove(deployment('deleted-glidepath-canary', ''));
    await until('the deletion to be told', async () => {
      const view = await run.once(wish);
      return JSON.stringify(view).includes('Somebody deleted');
    });
    await run.bring(only(ONE));
    expect(await endpoints('deleted')).toEqual(pods);
    await restored('deleted', before);
  }
});

it('tells who changed the selector meanwhile, and leaves the Service as it was', async () => {
  await shop('edited');
  const before = await selectorOf('edited');
  const run = await Engine.of(cluster, 'edited');
  await run.bring(split('blue-green', ONE, TWO, 100));
  await cluster.api.mergePatch(service('edited', {}), { spec: { selector: { [TRACK]: 'stable' } } });
  await until('the change to be told', async () => {
    const view = await run.once(split('blue-green', ONE, TWO, 100));
    return JSON.stringify(view).includes('changed the selector of Service');
  });
  await run.bring(only(ONE));
  expect(await selectorOf('edited')).toEqual(before);
  expect(await leftovers(cluster, 'edited')).toEqual([]);
});

it('has as many pods as an autoscaler gives the stable ones', async () => {
  await shop('scaled');
  const before = await serviceNow('scaled');
  const run = await Engine.of(cluster, 'scaled');
  await run.bring(split('blue-green', ONE, TWO, 100));
  await cluster.api.request(
    'PATCH',
    `${await cluster.api.pathOf(deployment('scaled', ''))}/scale?fieldManager=autoscaler`,
    { spec: { replicas: 6 } },
    'application/merge-patch+json',
  );
  await until('the preview to follow', async () => {
    await run.bring(split('blue-green', ONE, TWO, 100));
    return (await endpoints('scaled')).length === 6;
  });
  await run.bring(only(TWO));
  expect((await deploymentNamed(cluster, 'scaled')).spec?.replicas).toBe(6);
  await restored('scaled', before);
});

it('refuses what can not be switched, before anything begins', async () => {
  await shop('refused');
  const wish = split('blue-green', ONE, TWO, 0);
  const isRefused = async (says: string, more: { readonly service?: string } = {}) => {
    const run = await Engine.of(cluster, 'refused', more);
    await expect(run.once(wish)).rejects.toThrow(says);
    expect(await leftovers(cluster, 'refused')).toEqual([]);
    await (await Engine.of(cluster, 'refused')).bring(only(ONE));
  };
  const labels = { app: 'refused', [TRACK]: 'stable' };
  await cluster.api.apply(service('refused-too', labels));
  await isRefused('"refused", "refused-too" selects the stable pods');
  await isRefused('There is no Service "other" in the namespace default', { service: 'other' });
  await cluster.api.remove(service('refused-too', {}));
  await cluster.api.apply(service('refused-preview', { app: 'refused' }));
  await isRefused('There is a Service "refused-preview" already');
  await cluster.api.remove(service('refused-preview', {}));
  await cluster.api.apply(service('refused', { app: 'refused' }));
  await isRefused('its selector has to be { app: refused, glidepath.dev/track: stable }');
  await cluster.api.remove(service('refused', {}));
  await isRefused('No Service in the namespace default selects the pods');
});

it('tells that a quota has no room for the preview, and has not touched what serves', async () => {
  const namespace = 'tight';
  const move = (each: KubernetesObject) => ({ ...each, metadata: { ...each.metadata, namespace } });
  await cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const quota = object('v1', 'ResourceQuota', 'few', { hard: { pods: '5' } });
  await cluster.api.apply(move(quota));
  const own = deployment('tight', imageOf(1));
  const { template, ...spec } = z.parse(z.looseObject({ template: z.looseObject({}) }), own['spec']);
  const labels = { app: 'tight', [TRACK]: 'stable' };
  await cluster.api.apply(
    move({ ...own, spec: { ...spec, template: { ...template, metadata: { labels } } } }),
  );
  await cluster.api.apply(move(service('tight', labels)));
  const isReady = z.looseObject({ readyReplicas: z.literal(4) });
  await until('the pods', async () => {
    const { status } = await cluster.api.read(move(own));
    return z.safeParse(isReady, status).success;
  });
  const run = await Engine.of(cluster, 'tight', { namespace });
  const view = await run.bring(split('blue-green', ONE, TWO, 0));
  expect(view.failure).toContain('A quota leaves no room for the preview');
  await run.bring(only(ONE));
  expect(await isGone(move(deployment('tight-glidepath-canary', '')))).toBe(true);
});

it('switches by a route where one divides the traffic', async () => {
  await shop('routed');
  await cluster.api.apply(service('routed-new', { app: 'routed', [TRACK]: 'canary' }));
  await cluster.api.apply(httpRoute('routed', { routed: 1, 'routed-new': 0 }));
  const before = await serviceNow('routed');
  const traffic: KubernetesTraffic = {
    kind: 'httpRoute',
    name: 'routed',
    stable: 'routed',
    canary: 'routed-new',
  };
  const run = await Engine.of(cluster, 'routed', { traffic });
  await accepting('routed', async () => {
    const preview = await run.bring(split('blue-green', ONE, TWO, 0));
    expect(preview).toMatchObject({ settled: true, weight: 0 });
    expect(preview.note).toContain('reached by the Service routed-new');
    await until('the preview to be reached', async () => (await endpoints('routed-new')).length === 4);
    expect((await endpoints('routed-new')).every(ofPreview)).toBe(true);
    expect(await weightsOf('routed')).toEqual([1, 0]);
    expect(await run.bring(split('blue-green', ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    expect((await weightsOf('routed'))[0]).toBe(0);
    expect((await deploymentNamed(cluster, 'routed')).status?.readyReplicas).toBe(4);
    await run.target.apply(only(ONE), 1);
    expect((await weightsOf('routed'))[1]).toBe(0);
    await run.bring(only(ONE));
    await run.bring(split('blue-green', ONE, TWO, 100));
    await run.bring(only(TWO));
  });
  expect(await podImages(cluster, 'routed')).toEqual(Array(4).fill(imageOf(2)));
  expect(await weightsOf('routed')).toEqual([1, 0]);
  await restored('routed', before);
});

it('needs no more rights than the page says', async () => {
  const token = await cluster.account('default', 'blue');
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/targets/kubernetes.md'), 'utf8');
  const [least = '', more = ''] = [
    ...page.matchAll(/```yaml\n((?:apiVersion: rbac|# Blue-green)[^`]*)```/g),
  ].map(([, text = '']) => text);
  const role = z.parse(
    z.looseObject({ ...kubernetesObject.shape, rules: z.array(z.unknown()) }),
    parse(least),
  );
  const rules = [...role.rules, ...z.parse(z.array(z.unknown()), parse(more))];
  await cluster.api.apply({ ...role, rules, metadata: { name: 'blue', namespace: 'default' } });
  await cluster.api.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'blue', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'blue' },
    subjects: [{ kind: 'ServiceAccount', name: 'blue', namespace: 'default' }],
  });
  await shop('rights');
  const before = await serviceNow('rights');
  const run = await Engine.of(cluster, 'rights', {}, { token });
  for (const weight of [0, 100]) await run.bring(split('blue-green', ONE, TWO, weight));
  await run.bring(only(ONE));
  const mine = cluster.requests().filter(({ user }) => user === 'system:serviceaccount:default:blue');
  expect(mine.filter(({ code }) => code === 403)).toEqual([]);
  await restored('rights', before);
  // Without them it is told which, before anything begins.
  await cluster.api.apply({ ...role, metadata: { name: 'blue', namespace: 'default' } });
  const without = await Engine.of(cluster, 'rights', {}, { token });
  await expect(without.once(split('blue-green', ONE, TWO, 0))).rejects.toThrow(
    'Add to the Role in the namespace default: { apiGroups: [""], resources: ["services"], verbs: [list] }',
  );
  await restored('rights', before);
});

const weighted = z.object({
  rules: z.array(z.object({ backendRefs: z.array(z.object({ weight: z.number() })) })),
});
async function weightsOf(name: string): Promise<readonly number[]> {
  const { rules } = z.parse(weighted, (await cluster.api.read(httpRoute(name, {})))['spec']);
  return rules.flatMap(({ backendRefs }) => backendRefs.map(({ weight }) => weight));
}

/** Plays the gateway's controller while `act` runs: every version of the route is accepted. */
async function accepting(name: string, act: () => Promise<void>): Promise<void> {
  const route = httpRoute(name, {});
  const end = new AbortController();
  const playing = (async () => {
    while (!end.signal.aborted) {
      const { metadata } = await cluster.api.read(route);
      const conditions = ['Accepted', 'ResolvedRefs'].map((type) => ({
        type,
        status: 'True',
        reason: type,
        message: '',
        observedGeneration: metadata['generation'],
        lastTransitionTime: '2026-01-01T00:00:00Z',
      }));
      const parent = { parentRef: { name: 'shop' }, controllerName: 'example.org/test', conditions };
      await cluster.api.setStatus(route, { parents: [parent] });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    await act();
  } finally {
    end.abort();
    await playing;
  }
}
