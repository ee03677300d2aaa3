import { expect, it } from 'vitest';
import { canaryName, canaryOf, mixedSides } from './canary.ts';
import { asDeployment, asService, imageIn, type Service } from './deployment.ts';

const stable = asDeployment({
  metadata: {
    name: 'checkout',
    namespace: 'shop',
    uid: 'u1',
    resourceVersion: '7',
    labels: { 'app.kubernetes.io/instance': 'argo' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
  spec: {
    replicas: 4,
    selector: {
      matchLabels: { app: 'checkout' },
      matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }],
    },
    progressDeadlineSeconds: 60,
    template: {
      metadata: {
        labels: { app: 'checkout', team: 'a' },
        annotations: { scrape: 'true' },
        creationTimestamp: null,
      },
      spec: {
        serviceAccountName: 'shop',
        volumes: [{ name: 'tmp', emptyDir: {} }],
        containers: [
          { name: 'api', image: 'shop:v1', readinessProbe: { httpGet: { path: '/', port: 80 } } },
          { name: 'proxy', image: 'proxy:v1' },
        ],
      },
    },
  },
});

it('is the stable one with another image, of which it is a part', () => {
  expect(canaryOf(stable, 'api', 'shop@sha256:1', 2)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'checkout-glidepath-canary',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'glidepath', 'glidepath.dev/track': 'canary' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'u1' }],
    },
    spec: {
      replicas: 2,
      progressDeadlineSeconds: 60,
      selector: {
        matchLabels: { app: 'checkout', 'glidepath.dev/track': 'canary' },
        matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }],
      },
      template: {
        metadata: {
          labels: { app: 'checkout', team: 'a', 'glidepath.dev/track': 'canary' },
          annotations: { scrape: 'true' },
        },
        spec: {
          serviceAccountName: 'shop',
          volumes: [{ name: 'tmp', emptyDir: {} }],
          containers: [
            { name: 'api', image: 'shop@sha256:1', readinessProbe: { httpGet: { path: '/', port: 80 } } },
            { name: 'proxy', image: 'proxy:v1' },
          ],
        },
      },
    },
  });
});

it.each(['a', 'a'.repeat(46), 'a'.repeat(47), 'b'.repeat(63), `${'c'.repeat(35)}.${'d'.repeat(100)}`])(
  'has a name that is one: %s',
  (name) => {
    const own = canaryName(name);
    expect(own.length).toBeLessThanOrEqual(63);
    expect(own).toMatch(/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/);
    expect(canaryName(`${name}x`)).not.toBe(own);
  },
);

function service(selector: Record<string, string>): Service {
  return asService({ metadata: { name: 's', uid: 'u', resourceVersion: '1' }, spec: { selector } });
}
const traffic = { kind: 'httpRoute', name: 'r', stable: 's', canary: 'c' } as const;
const track = 'glidepath.dev/track';

it.each([
  [{ [track]: 'stable' }, { [track]: 'canary' }, { [track]: 'stable' }, null],
  [{}, { [track]: 'canary' }, { [track]: 'stable' }, 'does not select the stable pods alone'],
  [{ [track]: 'stable' }, {}, { [track]: 'stable' }, 'does not select the canary pods alone'],
  [{ [track]: 'stable' }, { [track]: 'canary' }, {}, `the label ${track}: stable first`],
] as const)('tells Services that mix the sides: %j, %j', (one, other, own, says) => {
  const { template } = stable.spec;
  const labelled = asDeployment({
    ...stable,
    spec: { ...stable.spec, template: { ...template, metadata: { labels: { app: 'checkout', ...own } } } },
  });
  const services = {
    stable: service({ app: 'checkout', ...one }),
    canary: service({ app: 'checkout', ...other }),
  };
  const told = mixedSides(labelled, traffic, services);
  if (says === null) expect(told).toBeNull();
  else expect(told).toContain(says);
  expect(mixedSides(labelled, traffic, { ...services, canary: null })).toContain(
    says === null || says.includes('canary') ? 'There is no Service "c"' : 'does not select the stable',
  );
});

it.each([
  ['nginx', 'nginx', false],
  ['ghcr.io/a/b:v1', 'ghcr.io/a/b', false],
  ['localhost:5000/a', 'localhost:5000/a', false],
  [`localhost:5000/a:v1@sha256:${'0'.repeat(64)}`, 'localhost:5000/a', true],
  ['a@sha256:short', 'a', false],
])('reads the image %s', (reference, repository, pinned) => {
  const image = imageIn(reference);
  expect(image.repository).toBe(repository);
  expect(image.digest !== null).toBe(pinned);
});
