import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TargetError } from '@glidepath/conductor';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { kubernetesObject, type KubernetesObject } from './api.ts';
import { KWOK_ONLY, onlyOurs, openPlace, type Place } from './place.ts';
import { deploymentNamed, Engine, leftovers, only, podImages, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { deployment } from './objects.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace();
});
afterAll(async () => cluster?.remove());

const ONE = release(1);
const TWO = release(2);

/** A Deployment that others shape too, so that a way back has something to lose. */
function shaped(name: string, more: object = {}, replicas = 4): KubernetesObject {
  const object = deployment(name, imageOf(1), replicas);
  return { ...object, spec: { ...asObject(object['spec']), ...more } };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

async function specOf(name: string) {
  const { spec } = await deploymentNamed(cluster, name);
  return spec;
}

it('rolls in parts, is held at each, and leaves nothing but the image', async (context) => {
  onlyOurs(context, KWOK_ONLY);
  // Whose pods take their time, so that a slow machine is in time too.
  const slow = release(2, 'slow');
  await standing(cluster, deployment('parts', imageOf(1), 4));
  const before = await specOf('parts');
  const run = await Engine.of(cluster, 'parts');
  expect((await run.target.standing())?.digest).toBe(ONE.digest);
  expect(await run.bring(split('rolling', ONE, slow, 0))).toMatchObject({ weight: 0, failure: null });
  const part = await run.bring(split('rolling', ONE, slow, 20));
  expect(part).toMatchObject({ settled: true, failure: null });
  expect(part.weight).toBeGreaterThan(0);
  expect(part.weight).toBeLessThan(100);
  expect(await specOf('parts')).toMatchObject({ paused: true });
  expect(await run.bring(split('rolling', ONE, slow, 100))).toMatchObject({ settled: true, weight: 100 });
  await run.bring(only(slow));
  const after = await specOf('parts');
  expect(after?.template.spec?.containers[0]?.image).toBe(imageOf(2, 'slow'));
  expect(JSON.stringify(after)).toBe(JSON.stringify(before).replace(imageOf(1), imageOf(2, 'slow')));
  expect(await leftovers(cluster, 'parts')).toEqual([]);
});

it('goes back to the exact template where it was held on the way', async () => {
  await standing(cluster, shaped('back', {}, 6));
  const before = await specOf('back');
  const run = await Engine.of(cluster, 'back');
  await run.bring(split('rolling', ONE, TWO, 20));
  // By then somebody has changed more than the image.
  await cluster.api.mergePatch(deployment('back', ''), {
    spec: { template: { metadata: { annotations: { note: 'added meanwhile' } } } },
  });
  await run.bring(only(ONE));
  expect(await specOf('back')).toEqual(before);
  expect(await podImages(cluster, 'back')).toEqual(Array(6).fill(imageOf(1)));
  expect(await leftovers(cluster, 'back')).toEqual([]);
});

it('tells that an image never gets ready, by the progress deadline of the Deployment, and goes back', async () => {
  const bad = release(3, 'never-pulled');
  await standing(cluster, shaped('late', { progressDeadlineSeconds: 2 }));
  const run = await Engine.of(cluster, 'late');
  await run.bring(split('rolling', ONE, bad, 0));
  const view = await run.bring(split('rolling', ONE, bad, 100));
  expect(view.failure).toContain('progressDeadlineSeconds');
  expect(view.failure).toContain('ImagePullBackOff');
  expect(view.weight).toBe(0);
  expect(await run.bring(only(ONE))).toMatchObject({ settled: true, failure: null });
  expect(await podImages(cluster, 'late')).toEqual(Array(4).fill(imageOf(1)));
});

it('brings a canary beside, promotes it without ever fewer ready pods, and takes it away', async () => {
  await standing(cluster, shaped('beside', {}, 8));
  const before = await specOf('beside');
  const run = await Engine.of(cluster, 'beside');
  const least = { ready: 8 };
  const watching = setInterval(() => {
    void podImages(cluster, 'beside').then(({ length }) => (least.ready = Math.min(least.ready, length)));
  }, 50);
  try {
    expect((await run.bring(split('canary', ONE, TWO, 0))).weight).toBe(0);
    const small = await run.bring(split('canary', ONE, TWO, 5));
    // One pod of nine is the least that there is.
    expect(small.weight).toBeCloseTo(100 / 9);
    expect((await specOf('beside-glidepath-canary'))?.replicas).toBe(1);
    expect((await run.bring(split('canary', ONE, TWO, 20))).weight).toBe(20);
    expect((await run.bring(split('canary', ONE, TWO, 100))).weight).toBe(100);
    expect((await specOf('beside-glidepath-canary'))?.replicas).toBe(2);
    await run.bring(only(TWO));
  } finally {
    clearInterval(watching);
  }
  expect(least.ready).toBe(8);
  expect((await specOf('beside'))?.replicas).toBe(before?.replicas);
  expect(await podImages(cluster, 'beside')).toEqual(Array(8).fill(imageOf(2)));
  expect(await leftovers(cluster, 'beside')).toEqual([]);
});

it('takes a canary away that is never ready, and has not touched the stable one', async (context) => {
  onlyOurs(context, KWOK_ONLY);
  const bad = release(3, 'crash-loop');
  await standing(cluster, shaped('bad', { progressDeadlineSeconds: 2 }));
  const before = await specOf('bad');
  const run = await Engine.of(cluster, 'bad');
  const view = await run.bring(split('canary', ONE, bad, 20));
  expect(view.failure).toContain('CrashLoopBackOff');
  await run.bring(only(ONE));
  expect(await specOf('bad')).toEqual(before);
  expect(await leftovers(cluster, 'bad')).toEqual([]);
});

it('goes back in the middle of a promotion', async (context) => {
  onlyOurs(context, KWOK_ONLY);
  const slow = release(4, 'slow');
  await standing(cluster, shaped('middle'));
  const before = await specOf('middle');
  const run = await Engine.of(cluster, 'middle');
  await run.bring(split('canary', ONE, slow, 25));
  await run.once(split('canary', ONE, slow, 100));
  expect((await specOf('middle'))?.template.spec?.containers[0]?.image).toBe(imageOf(4, 'slow'));
  await run.bring(only(ONE));
  expect(await specOf('middle')).toEqual(before);
  expect(await leftovers(cluster, 'middle')).toEqual([]);
});

it('is told when somebody deletes the canary, and does not make another one by itself', async () => {
  await standing(cluster, shaped('deleted'));
  const run = await Engine.of(cluster, 'deleted');
  await run.bring(split('canary', ONE, TWO, 20));
  await cluster.api.remove(deployment('deleted-glidepath-canary', ''));
  await until('the deletion to be told', async () => {
    const { foreign } = await run.once(split('canary', ONE, TWO, 20));
    return foreign?.what.includes('Somebody deleted the canary');
  });
  // Another run finds it so too.
  const next = await Engine.of(cluster, 'deleted', {}, { fence: 2 });
  expect((await next.once(split('canary', ONE, TWO, 20))).foreign?.what).toContain('deleted');
  await next.bring(only(ONE));
  expect(await leftovers(cluster, 'deleted')).toEqual([]);
});

it('tells who scaled the canary, and who set another image', async () => {
  await standing(cluster, shaped('drift'));
  const run = await Engine.of(cluster, 'drift');
  await run.bring(split('canary', ONE, TWO, 20));
  const canary = await cluster.api.pathOf(deployment('drift-glidepath-canary', ''));
  await cluster.api.request(
    'PATCH',
    `${canary}/scale?fieldManager=somebody`,
    { spec: { replicas: 3 } },
    'application/merge-patch+json',
  );
  const told = async (kind: 'drift' | 'release') =>
    until(`the ${kind} to be told`, async () => {
      const { foreign } = await run.once(split('canary', ONE, TWO, 20));
      return foreign?.kind === kind ? foreign : null;
    });
  expect((await told('drift')).what).toMatch(/"somebody".* scaled the canary/);
  await cluster.api.apply(deployment('drift', imageOf(4)));
  const other = await told('release');
  expect(other).toMatchObject({ digest: release(4).digest });
  expect(other.what).toMatch(/"test", at .*Z, set the image of drift/);
  await run.bring(only(ONE));
  expect(await podImages(cluster, 'drift')).toEqual(Array(4).fill(imageOf(1)));
  expect(await leftovers(cluster, 'drift')).toEqual([]);
});

it('never writes the number of replicas that an autoscaler writes', async () => {
  await standing(cluster, shaped('scaled'));
  const run = await Engine.of(cluster, 'scaled');
  await run.bring(split('canary', ONE, TWO, 20));
  await cluster.api.request(
    'PATCH',
    `${await cluster.api.pathOf(deployment('scaled', ''))}/scale?fieldManager=autoscaler`,
    { spec: { replicas: 8 } },
    'application/merge-patch+json',
  );
  await until('the canary to follow', async () => {
    const { failure } = await run.bring(split('canary', ONE, TWO, 20));
    expect(failure).toBeNull();
    return (await specOf('scaled-glidepath-canary'))?.replicas === 2;
  });
  await run.bring(split('canary', ONE, TWO, 100));
  await run.bring(only(TWO));
  expect((await specOf('scaled'))?.replicas).toBe(8);
});

it('writes again where somebody else has written in between', async () => {
  await standing(cluster, shaped('busy'));
  const run = await Engine.of(cluster, 'busy');
  const path = await cluster.api.pathOf(deployment('busy', ''));
  let count = 0;
  const end = new AbortController();
  const busy = (async () => {
    while (!end.signal.aborted) {
      await cluster.api.request(
        'PATCH',
        path,
        { metadata: { annotations: { count: String(count++) } } },
        'application/merge-patch+json',
      );
      await sleep(10);
    }
  })();
  try {
    for (const weight of [20, 50, 100]) await run.bring(split('canary', ONE, TWO, weight));
  } finally {
    end.abort();
    await busy;
  }
  expect(count).toBeGreaterThan(20);
  await run.bring(only(TWO));
  expect(await podImages(cluster, 'busy')).toEqual(Array(4).fill(imageOf(2)));
});

it('lets nobody write who has lost its lease', async () => {
  await standing(cluster, shaped('fenced'));
  const [old, next] = [
    await Engine.of(cluster, 'fenced', {}, { fence: 1 }),
    await Engine.of(cluster, 'fenced', {}, { fence: 2 }),
  ];
  await old.bring(split('canary', ONE, TWO, 20));
  await next.bring(only(ONE));
  await expect(old.once(split('canary', ONE, TWO, 50))).rejects.toThrow('Another run has taken over');
  expect(await leftovers(cluster, 'fenced')).toEqual([]);
});

it('says what a Role lacks, and changes nothing', async () => {
  await standing(cluster, shaped('roles'));
  const token = await cluster.account(NAMESPACE, 'releaser');
  const run = await Engine.of(cluster, 'roles', {}, { token });
  await expect(run.target.standing()).rejects.toThrow(
    `Add to the Role in the namespace ${NAMESPACE}: { apiGroups: ["apps"], resources: ["deployments"], verbs: [get] }`,
  );
  const wrong = await Engine.of(cluster, 'roles', {}, { token: 'nobody' });
  await expect(wrong.target.standing()).rejects.toThrow(
    `does not accept the login of the context "${cluster.name}" (401)`,
  );
  for (const [spec, says] of [
    [{ namespace: 'nowhere' }, 'There is no Deployment roles in the namespace nowhere'],
    [{ context: 'us' }, `has no context "us", it has "${cluster.name}"`],
    [{ container: 'other' }, 'have no container "other", they have "api"'],
  ] as const)
    await expect((await Engine.of(cluster, 'roles', spec)).target.standing()).rejects.toThrow(says);
  await expect((await Engine.of(cluster, 'roles')).target.acquire(null)).rejects.toThrow('Give one: digest');
  await cluster.api.apply(deployment('roles', 'registry.test/shop/api:v1'));
  await expect((await Engine.of(cluster, 'roles')).target.standing()).rejects.toThrow('kubectl set image');
});

it('needs no more rights than the page says', async (context) => {
  onlyOurs(context, 'it reads the audit');
  const token = await cluster.account(NAMESPACE, 'least');
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/targets/kubernetes.md'), 'utf8');
  const text = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(page)?.[1] ?? '';
  const role = z.parse(kubernetesObject, parse(text));
  await cluster.api.apply({ ...role, metadata: { name: 'least', namespace: NAMESPACE } });
  await cluster.api.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'least', namespace: NAMESPACE },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'least' },
    subjects: [{ kind: 'ServiceAccount', name: 'least', namespace: NAMESPACE }],
  });
  await standing(cluster, shaped('least'));
  const run = await Engine.of(cluster, 'least', {}, { token });
  for (const weight of [0, 20, 100]) await run.bring(split('canary', ONE, TWO, weight));
  await run.bring(only(TWO));
  const slow = release(3, 'slow');
  for (const weight of [0, 50]) await run.bring(split('rolling', TWO, slow, weight));
  await run.bring(only(TWO));
  const forbidden = cluster
    .requests()
    .filter(({ user, code }) => user === `system:serviceaccount:${NAMESPACE}:least` && code === 403);
  expect(forbidden).toEqual([]);
  expect(await leftovers(cluster, 'least')).toEqual([]);
});

it('logs in by a plugin, and asks it again where its token is refused', async () => {
  await standing(cluster, shaped('plugin'));
  const plain = cluster.config();
  const token = plain.getCurrentUser()?.token ?? '';
  const folder = cluster.folder;
  // The first token that it gives has expired.
  writeFileSync(
    join(folder, 'plugin.mjs'),
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
     const again = existsSync(${JSON.stringify(join(folder, 'asked'))});
     writeFileSync(${JSON.stringify(join(folder, 'asked'))}, '');
     console.log(JSON.stringify({
       apiVersion: 'client.authentication.k8s.io/v1',
       kind: 'ExecCredential',
       status: { token: again ? ${JSON.stringify(token)} : 'expired' },
     }));`,
  );
  const config: unknown = JSON.parse(plain.exportConfig());
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [join(folder, 'plugin.mjs')],
    interactiveMode: 'Never',
  };
  writeFileSync(
    join(folder, 'by-plugin'),
    JSON.stringify({ ...asObject(config), users: [{ name: cluster.name, user: { exec } }] }),
  );
  const run = await Engine.of(cluster, 'plugin', { kubeconfig: 'by-plugin' });
  expect((await run.target.standing())?.digest).toBe(ONE.digest);
  expect(existsSync(join(folder, 'asked'))).toBe(true);
});

it('tells what a policy of the cluster refuses, while nothing has begun', async (context) => {
  onlyOurs(context, 'the policy would stay there');
  await standing(cluster, shaped('policy'));
  const match = { name: 'no-canary' };
  await cluster.api.apply({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: match,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
        ],
      },
      validations: [
        {
          expression: "!object.metadata.name.startsWith('policy-glidepath')",
          message: 'no strangers in this shop',
        },
      ],
    },
  });
  await cluster.api.apply({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: match,
    spec: { policyName: 'no-canary', validationActions: ['Deny'] },
  });
  await until('the policy to be told, and not a canary made', async () => {
    // A new run each time: one that has tried does not try again.
    const run = await Engine.of(cluster, 'policy');
    return run.once(split('canary', ONE, TWO, 0)).then(
      () => false,
      (error: unknown) =>
        error instanceof TargetError && error.final && error.message.includes('no strangers in this shop'),
    );
  });
  expect(await leftovers(cluster, 'policy')).toEqual([]);
});

it('goes on where the API server was away in the middle', async (context) => {
  onlyOurs(context, 'its API server is not ours to stop');
  await standing(cluster, shaped('away'));
  const run = await Engine.of(cluster, 'away');
  await run.bring(split('canary', ONE, TWO, 20));
  await cluster.stopApiServer('SIGKILL');
  await expect(run.once(split('canary', ONE, TWO, 50))).rejects.toMatchObject({ final: false });
  await cluster.startApiServer();
  expect(await run.bring(split('canary', ONE, TWO, 50))).toMatchObject({ settled: true, weight: 50 });
  await run.bring(only(ONE));
  expect(await leftovers(cluster, 'away')).toEqual([]);
});
