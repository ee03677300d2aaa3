import { percent, type KubernetesTraffic, type RouterKind } from '@glidepath/model';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod/mini';
import { createRouter } from './index.ts';
import { MemoryApi } from './testing/memory-api.ts';

const PATHS: Readonly<Record<RouterKind, string>> = {
  httpRoute: '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/web',
  virtualService: '/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web',
  traefikService: '/apis/traefik.io/v1alpha1/namespaces/shop/traefikservices/web',
};
const SERVICES = '/api/v1/namespaces/shop/services';
const TRAFFIC = { name: 'web', stable: 'web', canary: 'web-canary' } as const;

function made(kind: RouterKind, spec: object, more: Partial<KubernetesTraffic> = {}) {
  const memory = new MemoryApi();
  const path = PATHS[kind];
  memory.put(path, { metadata: { name: 'web', namespace: 'shop' }, spec });
  for (const name of ['web', 'web-canary']) memory.put(`${SERVICES}/${name}`, { metadata: { name } });
  const router = createRouter({ kind, ...TRAFFIC, ...more }, 'shop', memory.api);
  const specNow = () => memory.objects.get(path)?.['spec'];
  return { memory, path, router, specNow };
}

const ref = (name: string, weight?: number) => ({
  name,
  port: 80,
  ...(weight === undefined ? {} : { weight }),
});
const to = (host: string, weight?: number, subset?: string) => ({
  destination: { host, ...(subset === undefined ? {} : { subset }) },
  ...(weight === undefined ? {} : { weight }),
});

describe('weights', () => {
  it('are written into each rule that names the stable side, and nothing else is touched', async () => {
    const rules = [
      { matches: [{ path: { value: '/a' } }], backendRefs: [ref('web')] },
      { backendRefs: [ref('docs')] },
      { filters: [{ type: 'RequestRedirect' }] },
      { name: 'both', backendRefs: [ref('web', 100), ref('web-canary', 0)] },
    ];
    const { router, specNow } = made('httpRoute', { hostnames: ['shop.test'], rules });
    await router.shift(percent(25));
    expect(specNow()).toEqual({
      hostnames: ['shop.test'],
      rules: [
        { matches: [{ path: { value: '/a' } }], backendRefs: [ref('web', 75), ref('web-canary', 25)] },
        { backendRefs: [ref('docs')] },
        { filters: [{ type: 'RequestRedirect' }] },
        { name: 'both', backendRefs: [ref('web', 75), ref('web-canary', 25)] },
      ],
    });
    expect((await router.look()).weight).toBe(25);
    await router.restore();
    expect(specNow()).toEqual({ hostnames: ['shop.test'], rules });
  });

  it('keep what a third backend has', async () => {
    const rules = [{ backendRefs: [ref('web', 80), ref('old', 20)] }];
    const { router, specNow } = made('httpRoute', { rules });
    await router.shift(percent(25));
    expect(specNow()).toEqual({
      rules: [{ backendRefs: [ref('web', 60), ref('web-canary', 20), ref('old', 20)] }],
    });
    await expect(router.shift(percent(1))).rejects.toThrow(
      'Rule 1 of HTTPRoute "web" gives stable and canary 80 parts beside other backends, and 1% of that is no whole number',
    );
  });

  it.each([
    [1, 99, 1],
    [0.5, 995, 5],
    [33.33, 6667, 3333],
    [0.001, 99_999, 1],
    [100, 0, 100],
  ])('of %d percent are exact', async (weight, stable, canary) => {
    const { router, specNow } = made('httpRoute', { rules: [{ backendRefs: [ref('web', 7)] }] });
    await router.shift(percent(weight));
    expect(specNow()).toEqual({ rules: [{ backendRefs: [ref('web', stable), ref('web-canary', canary)] }] });
    expect((await router.look()).weight).toBe(weight);
  });

  it('that no whole numbers have are refused', async () => {
    const { router, memory } = made('httpRoute', { rules: [{ backendRefs: [ref('web')] }] });
    await expect(router.shift(percent(0.000_01))).rejects.toThrow('whole weights up to 1000000');
    expect(memory.writes).toEqual([]);
  });

  it('are not written where they stand there already', async () => {
    const { router, memory } = made('httpRoute', { rules: [{ backendRefs: [ref('web')] }] });
    await router.shift(percent(5));
    await router.shift(percent(5));
    expect(memory.writes).toHaveLength(1);
    await router.restore();
    await router.restore();
    expect(memory.writes).toHaveLength(2);
  });

  it('are written again where somebody else was quicker', async () => {
    const { router, memory, specNow } = made('httpRoute', { rules: [{ backendRefs: [ref('web')] }] });
    memory.conflicts = 2;
    await router.shift(percent(5));
    expect(specNow()).toEqual({ rules: [{ backendRefs: [ref('web', 95), ref('web-canary', 5)] }] });
  });

  it('are given back in full to the stable side, which the user had halved', async () => {
    const { router, specNow } = made('httpRoute', {
      rules: [{ backendRefs: [ref('web'), ref('web-canary')] }],
    });
    await router.shift(percent(5));
    await router.restore();
    expect(specNow()).toEqual({ rules: [{ backendRefs: [ref('web', 2), ref('web-canary', 0)] }] });
  });
});

describe('what somebody else did', () => {
  const rules = [{ backendRefs: [ref('web')] }];

  it('with the weights is told, and not written over on the way up', async () => {
    const { router, memory, path, specNow } = made('httpRoute', { rules });
    await router.shift(percent(5));
    const edited = { rules: [{ backendRefs: [ref('web', 50), ref('web-canary', 50)] }] };
    const { metadata } = z.parse(z.looseObject({ metadata: z.looseObject({}) }), memory.objects.get(path));
    memory.put(path, { metadata, spec: edited }, 'kubectl-edit');
    expect(await router.look()).toMatchObject({
      weight: 50,
      failure: null,
      drift: {
        what: 'The field manager "kubectl-edit" changed HTTPRoute "web": rule 1 of HTTPRoute "web" gives the canary 50%, and Glidepath had set 5%.',
        set: 5,
      },
    });
    await router.shift(percent(25));
    expect(specNow()).toEqual(edited);
    await router.shift(percent(5), true);
    expect(specNow()).toEqual({ rules: [{ backendRefs: [ref('web', 95), ref('web-canary', 5)] }] });
    expect((await router.look()).drift).toBeNull();
    await router.restore();
    expect(specNow()).toEqual({ rules });
  });

  it('to the whole object is told by the run that had written it', async () => {
    const { router, memory, path } = made('httpRoute', { rules });
    await router.shift(percent(5));
    memory.put(path, { metadata: { name: 'web', namespace: 'shop' }, spec: { rules } }, 'argocd-controller');
    expect((await router.look()).drift?.what).toContain('The field manager "argocd-controller" replaced');
    await router.shift(percent(25));
    expect(memory.writes).toHaveLength(1);
  });

  it('by deleting it is told', async () => {
    const { router, memory, path } = made('httpRoute', { rules });
    await router.shift(percent(5));
    memory.objects.delete(path);
    expect((await router.look()).drift).toEqual({ what: 'HTTPRoute "web" is gone.', set: null });
    await expect(router.shift(percent(5))).rejects.toMatchObject({ final: true });
    await router.restore();
  });

  it('is told by a later run too', async () => {
    const { router, memory, path } = made('httpRoute', { rules });
    await router.shift(percent(5));
    const later = createRouter({ kind: 'httpRoute', ...TRAFFIC }, 'shop', memory.api);
    expect((await later.look()).drift).toBeNull();
    await later.restore();
    expect(memory.objects.get(path)?.metadata.annotations).toBeUndefined();
  });
});

test('a Service that is not there, and a route that sends nothing to stable, are refused', async () => {
  const lonely = made('httpRoute', { rules: [{ backendRefs: [ref('web')] }] });
  lonely.memory.objects.delete(`${SERVICES}/web-canary`);
  await expect(lonely.router.shift(percent(1))).rejects.toThrow(
    'There is no Service "web-canary" in the namespace shop',
  );
  const other = made('httpRoute', { rules: [{ backendRefs: [ref('docs')] }] });
  await expect(other.router.shift(percent(1))).rejects.toThrow(
    'has no rule that sends traffic to the stable',
  );
  expect((await other.router.look()).failure).toContain('has no rule');
});

const condition = (type: string, status: string, observedGeneration: number) => ({
  type,
  status,
  observedGeneration,
  reason: 'BackendNotFound',
  message: 'no such Service',
});
const looked = async (...all: readonly (readonly object[])[]) => {
  const { router, memory, path } = made('httpRoute', {
    parentRefs: [{ name: 'one' }, { name: 'two' }],
    rules: [{ backendRefs: [ref('web')] }],
  });
  const { metadata, ...rest } = z.parse(
    z.looseObject({ metadata: z.looseObject({ generation: z.number() }) }),
    memory.objects.get(path),
  );
  const parents = all.map((conditions, index) => ({
    parentRef: { name: index === 0 ? 'one' : 'two' },
    conditions,
  }));
  memory.put(path, { ...rest, metadata, status: { parents } });
  return [await router.look(), await router.look(), await router.look()];
};

describe('an HTTPRoute', () => {
  it('has taken it once each Gateway says so of this generation', async () => {
    const yes = [condition('Accepted', 'True', 2), condition('ResolvedRefs', 'True', 2)];
    expect((await looked(yes, yes))[0]).toMatchObject({ settled: true, failure: null });
    const [half] = await looked(yes);
    expect(half?.settled).toBe(false);
    expect(half?.note).toContain('Gateway "two" has not taken it yet');
    expect((await looked(yes, [condition('Accepted', 'True', 1)]))[2]).toMatchObject({
      settled: false,
      failure: null,
    });
  });

  it('fails where a Gateway goes on refusing it, not at the first word', async () => {
    const no = [condition('Accepted', 'True', 2), condition('ResolvedRefs', 'False', 2)];
    const [first, , third] = await looked(no, no);
    expect(first).toMatchObject({ settled: false, failure: null });
    expect(third?.failure).toBe(
      'HTTPRoute "web": Gateway "one" does not take it: ResolvedRefs is False, BackendNotFound no such Service',
    );
  });
});

describe('a VirtualService', () => {
  it('is divided by hosts of any length, whatever the protocol', async () => {
    const spec = {
      hosts: ['web'],
      http: [{ route: [to('web.shop.svc.cluster.local')] }, { redirect: { uri: '/' } }],
      tcp: [{ route: [to('web', 100)] }],
      tls: [{ match: [], route: [to('web.shop'), to('other', 0)] }],
    };
    const { router, specNow } = made('virtualService', { ...spec, tls: undefined });
    await router.shift(percent(10));
    expect(specNow()).toEqual({
      hosts: ['web'],
      http: [
        { route: [to('web.shop.svc.cluster.local', 90), to('web-canary.shop.svc.cluster.local', 10)] },
        { redirect: { uri: '/' } },
      ],
      tcp: [{ route: [to('web', 90), to('web-canary', 10)] }],
    });
    await router.restore();
    expect(specNow()).toEqual({ hosts: ['web'], http: spec.http, tcp: spec.tcp });
  });

  it('is divided by subsets of these names', async () => {
    const http = [{ route: [to('web', undefined, 'v1')] }];
    const { router, specNow } = made('virtualService', { http }, { stable: 'v1', canary: 'v2' });
    await router.shift(percent(10));
    expect(specNow()).toEqual({ http: [{ route: [to('web', 90, 'v1'), to('web', 10, 'v2')] }] });
    await router.restore();
    expect(specNow()).toEqual({ http });
  });

  it('does not take another Service for the stable one', async () => {
    const { router } = made('virtualService', { http: [{ route: [to('website'), to('web.other')] }] });
    await expect(router.shift(percent(10))).rejects.toThrow('has no rule');
  });
});

test('a TraefikService is divided, and its stickiness kept', async () => {
  const weighted = { sticky: { cookie: { name: 'side' } }, services: [ref('web', 1)] };
  const { router, specNow } = made('traefikService', { weighted });
  await router.shift(percent(10));
  expect(specNow()).toEqual({
    weighted: { ...weighted, services: [ref('web', 90), ref('web-canary', 10)] },
  });
  expect(await router.look()).toMatchObject({ weight: 10, settled: true, failure: null });
  await router.restore();
  expect(specNow()).toEqual({ weighted });
});
