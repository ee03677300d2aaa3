import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { millis } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { freePort, until } from '../../../harness/index.ts';
import type { KubernetesObject } from './api.ts';
import {
  BLUE_GREEN,
  calmStateOf,
  canary,
  Driver,
  healthy,
  only,
  pausesAt,
  release,
  split,
  stateOf,
} from './argo-driver.ts';
import { KWOK_ONLY, onlyOurs, openPlace, type Place } from './place.ts';
import { imageOf } from './fates.ts';
import { deployment, rollout } from './objects.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;
let measured: Server;
let measuredPort: number;

beforeAll(async () => {
  measuredPort = await freePort();
  // Neither good nor bad, so that an analysis can't tell.
  measured = createServer((_, response) => response.end('{"value":5}')).listen(measuredPort, '127.0.0.1');
  cluster = await openPlace({ routers: ['istio'], argoRollouts: true });
});
afterAll(async () => {
  measured?.close();
  await cluster?.remove();
});

const [ONE, TWO] = [release(1), release(2)];
const PLAN = canary(25, 50);

async function shop(name: string, steps = pausesAt(25, 50), image = imageOf(1)): Promise<KubernetesObject> {
  return healthy(cluster, rollout(name, image, steps));
}

describe.concurrent('a Rollout of Argo Rollouts', () => {
  it('goes through its pauses to all, and nothing of ours is left in it', async () => {
    const object = await shop('healthy');
    const driver = await Driver.of(cluster, { rollout: 'healthy', strategy: PLAN });
    expect(await driver.target.acquire(TWO.digest)).toEqual({ digest: TWO.digest, name: null });
    expect((await driver.target.standing())?.digest).toBe(ONE.digest);
    expect(await driver.bring(split(ONE, TWO, 0))).toMatchObject({ settled: true, weight: 0 });
    expect((await stateOf(cluster, object)).image).toBe(imageOf(1));
    const quarter = await driver.bring(split(ONE, TWO, 25));
    expect(quarter).toMatchObject({ settled: true, weight: 25 });
    expect(quarter.note).toContain('by the number of pods');
    expect(await stateOf(cluster, object)).toMatchObject({ image: imageOf(2), index: 1, phase: 'Paused' });
    expect(await driver.bring(split(ONE, TWO, 50))).toMatchObject({ settled: true, weight: 50 });
    expect((await stateOf(cluster, object)).index).toBe(3);
    expect(await driver.bring(split(ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    expect(await driver.bring(only(TWO))).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(2),
      phase: 'Healthy',
      marks: [],
    });
    expect((await driver.target.standing())?.digest).toBe(TWO.digest);
    await driver.target.close();
  });

  it('is aborted and reverted on a breach, and is Healthy at the old release', async (context) => {
    onlyOurs(context, 'it reads the audit');
    const object = await shop('breach');
    const driver = await Driver.of(cluster, { rollout: 'breach', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    expect(await driver.bring(only(ONE))).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      through: true,
      marks: [],
    });
    const changes = cluster.requests().filter(({ path, code }) => path.includes('/breach') && code === 200);
    expect(
      changes.filter(({ verb }) => verb !== 'get').map(({ verb, resource }) => `${verb} ${resource}`),
    ).toEqual(expect.arrayContaining(['update rollouts', 'patch rollouts/status', 'update rollouts']));
    await driver.target.close();
  });

  it('has its image to the letter as it was, where a tag named it', async (context) => {
    onlyOurs(context, 'no kubelet could pull that tag');
    const image = 'registry.test/shop/api:v1';
    const object = await shop('tagged', pausesAt(25, 50), image);
    const driver = await Driver.of(cluster, { rollout: 'tagged', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    expect(await driver.bring(only(ONE))).toMatchObject({ settled: true });
    expect(await calmStateOf(cluster, object)).toMatchObject({ image, phase: 'Healthy', through: true });
    expect((await driver.target.standing())?.digest).toBe(ONE.digest);
    await driver.target.close();
  });

  it('goes back after all traffic was there, without its pauses', async () => {
    const object = await shop('watched');
    const driver = await Driver.of(cluster, { rollout: 'watched', strategy: PLAN });
    for (const weight of [25, 50, 100]) await driver.bring(split(ONE, TWO, weight));
    expect(await driver.bring(only(ONE))).toMatchObject({ settled: true, weight: 100 });
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      through: true,
      marks: [],
    });
    await driver.target.close();
  });

  it('is never promoted past the pause that is wanted, however often and by how many it is asked', async () => {
    const steps = pausesAt(25, 50, 75);
    const object = await shop('retried', steps);
    const strategy = canary(25, 50, 75);
    const drivers = await Promise.all(
      [1, 2, 3, 4].map(async () => Driver.of(cluster, { rollout: 'retried', strategy })),
    );
    const [first] = drivers;
    await first?.bring(split(ONE, TWO, 25));
    const asked = drivers.flatMap((driver) =>
      Array.from({ length: 5 }, async () => driver.once(split(ONE, TWO, 50)).catch(String)),
    );
    await Promise.all(asked);
    await first?.bring(split(ONE, TWO, 50));
    expect(await stateOf(cluster, object)).toMatchObject({ index: 3, phase: 'Paused' });
    await Promise.all(drivers.map(async ({ target }) => target.close()));
  });

  it('skips the pauses that are left where the plan goes to all at once', async () => {
    const object = await shop('fully');
    const driver = await Driver.of(cluster, { rollout: 'fully', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    expect(await driver.bring(split(ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    expect(await calmStateOf(cluster, object)).toMatchObject({ image: imageOf(2), phase: 'Healthy' });
    await driver.target.close();
  });

  it('names who put another image there, and leaves that alone', async () => {
    const object = await shop('superseded');
    const driver = await Driver.of(cluster, { rollout: 'superseded', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    await cluster.api.apply(rollout('superseded', imageOf(4), pausesAt(25, 50)));
    const view = await driver.until(split(ONE, TWO, 25), ({ foreign }) => foreign !== null);
    expect(view.settled).toBe(false);
    expect(view.failure).toBeNull();
    expect(view.foreign).toMatchObject({ kind: 'release', digest: release(4).digest });
    expect(view.foreign?.what).toContain('The field manager "test", at ');
    expect(view.foreign?.what).toContain(` put ${imageOf(4)} there, so r2 was superseded by somebody else`);
    await expect(driver.target.apply(only(ONE), 1)).rejects.toMatchObject({ final: true });
    await expect(driver.target.apply(only(ONE), 1)).rejects.toThrow('is not taken back for r1');
    expect((await stateOf(cluster, object)).image).toBe(imageOf(4));
    // A later run may bring the same release again, over what stands there by then.
    await cluster.api.mergePatch(object, { spec: { strategy: { canary: { steps: [] } } } });
    await until('the other image to be through', async () => (await stateOf(cluster, object)).through);
    await cluster.api.mergePatch(object, { spec: { strategy: { canary: { steps: pausesAt(25, 50) } } } });
    const later = await Driver.of(cluster, { rollout: 'superseded', strategy: PLAN, fence: 2 });
    const four = release(4);
    await later.bring(split(four, TWO, 0));
    expect(await later.bring(split(four, TWO, 25))).toMatchObject({ settled: true, weight: 25 });
    await driver.target.close();
    await later.target.close();
  });

  it('is refused to a conductor that has lost its lease', async () => {
    await shop('fenced');
    const old = await Driver.of(cluster, { rollout: 'fenced', strategy: PLAN, fence: 1 });
    const young = await Driver.of(cluster, { rollout: 'fenced', strategy: PLAN, fence: 2 });
    await old.bring(split(ONE, TWO, 25));
    await young.bring(split(ONE, TWO, 25));
    await expect(old.target.apply(split(ONE, TWO, 50), 1)).rejects.toThrow('Another run has taken over');
    await old.target.close();
    await young.target.close();
  });

  it('tells that somebody aborted or promoted it', async () => {
    const aborted = await shop('aborted');
    const driver = await Driver.of(cluster, { rollout: 'aborted', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    await cluster.api.setStatus(aborted, { abort: true });
    const view = await driver.until(split(ONE, TWO, 25), ({ foreign }) => foreign !== null);
    expect(view.foreign?.what).toContain('It was aborted');
    await driver.bring(only(ONE));
    expect(await calmStateOf(cluster, aborted)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    const promoted = await shop('promoted');
    const other = await Driver.of(cluster, { rollout: 'promoted', strategy: PLAN });
    await other.bring(split(ONE, TWO, 25));
    await cluster.api.setStatus(promoted, { pauseConditions: null });
    const ahead = await other.until(split(ONE, TWO, 25), ({ foreign }) => foreign !== null);
    expect(ahead.foreign?.what).toContain('it stands at 50%, and should be at 25%');
    await driver.target.close();
    await other.target.close();
  });

  it('is tried again where it was left aborted with the same image', async () => {
    const object = await shop('again');
    await cluster.api.apply(rollout('again', imageOf(2), pausesAt(25, 50)));
    await until('it to be paused', async () => (await stateOf(cluster, object)).phase === 'Paused');
    const driver = await Driver.of(cluster, { rollout: 'again', strategy: PLAN });
    await expect(driver.target.standing()).rejects.toThrow('is under way in Rollout "again"');
    await cluster.api.setStatus(object, { abort: true });
    await until('it to be aborted', async () => (await stateOf(cluster, object)).phase === 'Degraded');
    expect((await driver.target.standing())?.digest).toBe(ONE.digest);
    await driver.bring(split(ONE, TWO, 0));
    expect(await driver.bring(split(ONE, TWO, 25))).toMatchObject({ settled: true, weight: 25 });
    await driver.target.close();
  });

  it('stands still at an inconclusive analysis until a person goes on', async (context) => {
    onlyOurs(context, 'its controller could not ask a server of this machine');
    await cluster.api.apply(analysis(`http://127.0.0.1:${measuredPort}`));
    const steps = [
      { setWeight: 25 },
      { analysis: { templates: [{ templateName: 'cannot-tell' }] } },
      { pause: {} },
      ...pausesAt(50),
    ];
    const object = await shop('inconclusive', steps);
    const driver = await Driver.of(cluster, { rollout: 'inconclusive', strategy: PLAN });
    const view = await driver.until(split(ONE, TWO, 25), ({ note }) => note.includes('inconclusive'));
    expect(view).toMatchObject({ settled: false, failure: null });
    // By `glidepath promote` the plan goes past the pause that follows it.
    expect(await driver.bring(split(ONE, TWO, 50))).toMatchObject({ settled: true, weight: 50 });
    expect((await stateOf(cluster, object)).index).toBe(4);
    await driver.target.close();
  });

  it('is driven by the template of its Deployment', async () => {
    const source = deployment('source', imageOf(1), 0);
    await cluster.api.apply(source);
    const object = await healthy(cluster, referring('refers', 'source'));
    const driver = await Driver.of(cluster, { rollout: 'refers', strategy: PLAN });
    expect((await driver.target.standing())?.digest).toBe(ONE.digest);
    expect(await driver.bring(split(ONE, TWO, 25))).toMatchObject({ settled: true, weight: 25 });
    expect((await stateOf(cluster, source)).image).toBe(imageOf(2));
    await driver.bring(split(ONE, TWO, 50));
    await driver.bring(only(ONE));
    expect(await stateOf(cluster, source)).toMatchObject({ image: imageOf(1), marks: [] });
    expect(await calmStateOf(cluster, object)).toMatchObject({ phase: 'Healthy', through: true });
    for (const weight of [25, 50, 100]) await driver.bring(split(ONE, TWO, weight));
    await driver.bring(only(TWO));
    expect(await stateOf(cluster, source)).toMatchObject({ image: imageOf(2), marks: [] });
    await driver.target.close();
  });

  it('previews and switches where it is blue-green', async () => {
    for (const name of ['green-active', 'green-preview']) await cluster.api.apply(service(name, 'green'));
    const object = await healthy(cluster, blueGreen('green'));
    const driver = await Driver.of(cluster, { rollout: 'green', strategy: BLUE_GREEN });
    await driver.target.acquire(TWO.digest);
    expect(await driver.bring(split(ONE, TWO, 0))).toMatchObject({ settled: true, weight: 0 });
    expect(await stateOf(cluster, object)).toMatchObject({ image: imageOf(2), phase: 'Paused' });
    expect(await driver.bring(split(ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    expect(await driver.bring(only(ONE))).toMatchObject({ settled: true, weight: 100 });
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    await driver.target.close();
  });

  it('has the weight that its router has, where it has one', async () => {
    for (const name of ['routed-stable', 'routed-canary']) await cluster.api.apply(service(name, 'routed'));
    const route = ['stable', 'canary'].map((side) => ({
      destination: { host: `routed-${side}` },
      weight: side === 'stable' ? 100 : 0,
    }));
    const virtualService = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'routed', namespace: NAMESPACE },
      spec: { hosts: ['routed'], http: [{ name: 'primary', route }] },
    };
    await cluster.api.apply(virtualService);
    const trafficRouting = { istio: { virtualService: { name: 'routed', routes: ['primary'] } } };
    const services = { stableService: 'routed-stable', canaryService: 'routed-canary' };
    const strategy = { canary: { ...services, trafficRouting, steps: pausesAt(5) } };
    const object = await healthy(cluster, withSpec(rollout('routed', imageOf(1)), { strategy }));
    const driver = await Driver.of(cluster, { rollout: 'routed', strategy: canary(5) });
    const view = await driver.bring(split(ONE, TWO, 5));
    expect(view).toMatchObject({ settled: true, weight: 5 });
    expect(view.note).not.toContain('by the number of pods');
    expect((await cluster.api.read(virtualService))['spec']).toMatchObject({
      http: [{ route: [{ weight: 95 }, { weight: 5 }] }],
    });
    expect(await driver.bring(split(ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    await driver.bring(only(ONE));
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    await driver.target.close();
  });

  it('rolls where it has no steps', async () => {
    const object = await shop('stepless', []);
    const strategy = { kind: 'rolling', batches: 1, bake: BAKE, watch: BAKE } as const;
    const driver = await Driver.of(cluster, { rollout: 'stepless', strategy });
    await driver.target.acquire(TWO.digest);
    expect(await driver.bring(split(ONE, TWO, 0))).toMatchObject({ settled: true, weight: 0 });
    expect(await driver.bring(split(ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    await driver.bring(only(ONE));
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    await driver.target.close();
  });

  it('needs no more rights than the documentation says', async () => {
    const token = await cluster.account(NAMESPACE, 'releaser');
    await cluster.api.apply({ ...role('Role'), rules: documentedRules() });
    await cluster.api.apply({
      ...role('RoleBinding'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'releaser' },
      subjects: [{ kind: 'ServiceAccount', name: 'releaser', namespace: NAMESPACE }],
    });
    const object = await shop('righted');
    const driver = await Driver.of(cluster, { rollout: 'righted', strategy: PLAN, token });
    expect((await driver.target.standing())?.digest).toBe(ONE.digest);
    await driver.bring(split(ONE, TWO, 25));
    await driver.bring(only(ONE));
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    await driver.target.close();
  });

  it('fails where it is deleted', async () => {
    const object = await shop('deleted');
    const driver = await Driver.of(cluster, { rollout: 'deleted', strategy: PLAN });
    await driver.bring(split(ONE, TWO, 25));
    await cluster.api.remove(object);
    await until('it to be gone', async () =>
      cluster.api
        .read(object)
        .then(() => false)
        .catch(() => true),
    );
    await expect(driver.once(split(ONE, TWO, 25))).rejects.toMatchObject({ final: true });
    await driver.target.close();
  });

  it('waits for pods that do not come, and goes back', async (context) => {
    onlyOurs(context, KWOK_ONLY);
    const object = rollout('never', imageOf(1), pausesAt(25, 50));
    await healthy(cluster, withSpec(object, { progressDeadlineSeconds: 2 }));
    const driver = await Driver.of(cluster, { rollout: 'never', strategy: PLAN });
    const bad = release(3, 'never-ready');
    const view = await driver.until(split(ONE, bad, 25), ({ note }) =>
      note.includes('ProgressDeadlineExceeded'),
    );
    expect(view).toMatchObject({ settled: false, failure: null, weight: 0 });
    await driver.bring(only(ONE));
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      marks: [],
    });
    await driver.target.close();
  });

  it('is refused before anything is changed where it can not be driven by the plan', async () => {
    const object = await shop('refused');
    const driver = await Driver.of(cluster, { rollout: 'refused', strategy: canary(10, 50) });
    await expect(driver.target.acquire(TWO.digest)).rejects.toThrow(
      'pauses without a duration at 25%, 50%, and strategy has 10%, 50%. Write the same weights in both.',
    );
    const missing = await Driver.of(cluster, { rollout: 'missing', strategy: PLAN });
    await expect(missing.target.acquire(TWO.digest)).rejects.toThrow('There is no Rollout "missing"');
    const other = await Driver.of(cluster, { rollout: 'refused', strategy: PLAN, container: 'web' });
    await expect(other.target.acquire(TWO.digest)).rejects.toThrow('have no container "web"');
    await cluster.api.mergePatch(object, { spec: { paused: true } });
    const good = await Driver.of(cluster, { rollout: 'refused', strategy: PLAN });
    await expect(good.target.acquire(TWO.digest)).rejects.toThrow('is paused (spec.paused)');
    const nobody = await Driver.of(cluster, {
      rollout: 'refused',
      strategy: PLAN,
      token: await cluster.account(NAMESPACE, 'nobody'),
    });
    await expect(nobody.target.acquire(TWO.digest)).rejects.toThrow(
      '{ apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: [get] }',
    );
    for (const { target } of [driver, missing, other, good, nobody]) await target.close();
  });
});

const BAKE = { min: millis(0), max: millis(60_000) };

/** The rules in docs/targets/argo-rollouts.md. */
function documentedRules(): readonly object[] {
  const file = join(import.meta.dirname, '../../../../docs/targets/argo-rollouts.md');
  const text = /```yaml\n(rules:.*?)```/s.exec(readFileSync(file, 'utf8'))?.[1];
  return z.parse(z.object({ rules: z.array(z.looseObject({})) }), parse(text ?? '')).rules;
}

function role(kind: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'releaser', namespace: NAMESPACE },
  };
}

function withSpec(object: KubernetesObject, more: object): KubernetesObject {
  return { ...object, spec: { ...Object(object['spec']), ...more } };
}

function referring(name: string, source: string): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: source } },
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: source },
      strategy: { canary: { steps: pausesAt(25, 50) } },
    },
  };
}

function blueGreen(name: string): KubernetesObject {
  return withSpec(rollout(name, imageOf(1)), {
    strategy: {
      blueGreen: {
        activeService: `${name}-active`,
        previewService: `${name}-preview`,
        autoPromotionEnabled: false,
        scaleDownDelaySeconds: 1,
      },
    },
  });
}

function service(name: string, app: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

function analysis(url: string): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'cannot-tell', namespace: NAMESPACE },
    spec: {
      metrics: [
        {
          name: 'value',
          successCondition: 'result > 10',
          failureCondition: 'result < 0',
          provider: { web: { url, jsonPath: '{$.value}' } },
        },
      ],
    },
  };
}
