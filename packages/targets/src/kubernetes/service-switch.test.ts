import { expect, it } from 'vitest';
import { percent } from '@glidepath/model';
import { kubeObject, type KubeApi, type KubeObject } from './api.ts';
import { givenBack, serviceMarkOf } from './service-mark.ts';
import { ServiceSwitch } from './service-switch.ts';

const TRACK = 'glidepath.dev/track';
const PATH = '/api/v1/namespaces/shop/services/checkout';
const STABLE = { app: 'checkout', [TRACK]: 'stable' };
const NEW = { app: 'checkout', [TRACK]: 'canary' };

const refuse = async () => Promise.reject(new Error('nobody asks for that'));

/** One Service and its endpoints, and each write in a word. */
function cluster(pods: readonly string[] = []) {
  const writes: object[] = [];
  const state = { service: service(STABLE), pods };
  const api: KubeApi = {
    get: async (path) => (path === PATH ? state.service : null),
    list: async () => [slice(state.pods)],
    apply: async (_, body, { dryRun = false }) => {
      const { metadata, spec } = state.service;
      const applied = kubeObject.parse({ metadata: { ...metadata }, spec, ...asked(body, metadata) });
      if (!dryRun) {
        writes.push(body);
        state.service = applied;
      }
      return applied;
    },
    patch: async (_, body) => {
      writes.push(body);
      state.service = service(STABLE);
      return state.service;
    },
    replace: refuse,
    tryReplace: refuse,
    remove: refuse,
    watch: () => {
      throw new Error('nobody watches that');
    },
    close: async () => undefined,
  };
  return { state, writes, on: new ServiceSwitch('checkout', 'shop', 'checkout-glidepath-canary-', api) };
}

function asked(body: object, now: KubeObject['metadata']): object {
  const { metadata, ...rest } = kubeObject.parse({ ...body, metadata: { uid: 'u', ...metadataOf(body) } });
  return { ...rest, metadata: { ...now, annotations: metadata.annotations } };
}

function metadataOf(body: object): object {
  return 'metadata' in body && typeof body.metadata === 'object' && body.metadata !== null
    ? body.metadata
    : {};
}

function service(selector: Readonly<Record<string, string>>): KubeObject {
  return kubeObject.parse({
    metadata: {
      name: 'checkout',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '3',
      managedFields: [
        { manager: 'helm', operation: 'Update', fieldsV1: { 'f:spec': { 'f:selector': {}, 'f:ports': {} } } },
      ],
    },
    spec: { selector, ports: [] },
  });
}

function slice(pods: readonly string[]): KubeObject {
  return kubeObject.parse({
    metadata: { name: 's', uid: 's' },
    endpoints: pods.map((name) => ({ conditions: { ready: true }, targetRef: { kind: 'Pod', name } })),
  });
}

it('is not touched before the switch', async () => {
  const { on, writes } = cluster(['checkout-1']);
  await on.try();
  expect(await on.look()).toMatchObject({ weight: 0, settled: true, failure: null, drift: null });
  await on.restore();
  expect(writes).toEqual([]);
});

it('is switched by one write, and settled once its endpoints are the new pods alone', async () => {
  const { on, state, writes } = cluster(['checkout-1']);
  await on.shift(percent(100));
  expect(writes).toMatchObject([{ metadata: { resourceVersion: '3' }, spec: { selector: NEW } }]);
  expect(await on.look()).toMatchObject({ weight: 100, settled: false });
  state.pods = ['checkout-1', 'checkout-glidepath-canary-2'];
  expect(await on.look()).toMatchObject({ weight: 100, settled: false });
  state.pods = ['checkout-glidepath-canary-2'];
  expect(await on.look()).toMatchObject({ weight: 100, settled: true, failure: null, drift: null });
  state.pods = [];
  expect(await on.look()).toMatchObject({ weight: 100, settled: false });
});

it('is what it was at the end, and held by those who held it', async () => {
  const { on, state, writes } = cluster(['checkout-1']);
  await on.shift(percent(100));
  await on.shift(percent(0));
  expect(state.service['spec']).toMatchObject({ selector: STABLE });
  expect(await on.look()).toMatchObject({ weight: 0, settled: true });
  await on.restore();
  expect(writes).toHaveLength(3);
  expect(serviceMarkOf(state.service)).toBeNull();
});

it('tells who changed the selector, and goes back over it', async () => {
  const { on, state } = cluster(['checkout-1']);
  await on.shift(percent(100));
  const { annotations } = state.service.metadata;
  const theirs = service({ app: 'other' });
  state.service = { ...theirs, metadata: { ...theirs.metadata, annotations } };
  const { drift } = await on.look();
  expect(drift?.what).toContain('"helm" changed the selector of Service "checkout"');
  expect(drift?.set).toBe(100);
  await on.shift(percent(100));
  expect(state.service['spec']).toMatchObject({ selector: { app: 'other' } });
  await on.shift(percent(100), true);
  expect(state.service['spec']).toMatchObject({ selector: NEW });
  await on.shift(percent(0));
  expect(state.service['spec']).toMatchObject({ selector: STABLE });
});

it('gives a selector back to whom nothing else of the Service is', () => {
  const { metadata } = service(NEW);
  const ours = { manager: 'glidepath', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:selector': {} } } };
  const mark = { weight: 0 as const, before: STABLE, holders: [{ manager: 'flux', operation: 'Apply' }] };
  const patch = givenBack(
    { metadata: { ...metadata, annotations: { 'glidepath.dev/traffic': '{}' }, managedFields: [ours] } },
    mark,
  );
  expect(patch).toEqual([
    { op: 'replace', path: '/metadata/resourceVersion', value: '3' },
    { op: 'remove', path: '/metadata/annotations/glidepath.dev~1traffic' },
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: [
        {
          manager: 'flux',
          operation: 'Apply',
          apiVersion: 'v1',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': { 'f:selector': {} } },
        },
      ],
    },
  ]);
});
