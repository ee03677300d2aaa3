import { describe, expect, it } from 'vitest';
import { formatDelivery } from './describe.ts';
import type { KubernetesTargetSpec } from './kubernetes.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const P = 'environments.production';
const ELSEWHERE = '{ availability: { objective: 99%, prometheus: { total: a, bad: b, split: version } } }';
const SOURCES = 'sources: { prometheus: { url: http://127.0.0.1:9090 } }\n';

function file(target: string, keys: Readonly<Record<string, string>> = {}, slos = ELSEWHERE): string {
  return production({ target: `{ kubernetes: ${target} }`, strategy: 'canary', ...keys }, slos) + SOURCES;
}

const PLAIN: KubernetesTargetSpec = {
  kind: 'kubernetes',
  deployment: 'checkout',
  namespace: 'default',
  context: null,
  kubeconfig: null,
  container: null,
  image: null,
  traffic: null,
  service: null,
};

describe('a Deployment as target', () => {
  it.each<[string, KubernetesTargetSpec]>([
    ['{ deployment: checkout }', PLAIN],
    [
      '{ deployment: checkout, namespace: shop, context: eu-1, kubeconfig: ./kube/config, container: api, image: "localhost:5000/acme/checkout" }',
      {
        ...PLAIN,
        namespace: 'shop',
        context: 'eu-1',
        kubeconfig: 'kube/config',
        container: 'api',
        image: 'localhost:5000/acme/checkout',
      },
    ],
    [
      '{ deployment: checkout, traffic: { httpRoute: web } }',
      {
        ...PLAIN,
        traffic: { kind: 'httpRoute', name: 'web', stable: 'checkout', canary: 'checkout-canary' },
      },
    ],
    [
      '{ deployment: checkout, traffic: { virtualService: web, stable: a } }',
      { ...PLAIN, traffic: { kind: 'virtualService', name: 'web', stable: 'a', canary: 'a-canary' } },
    ],
  ])('is read: %s', (target, expected) => {
    const read = readDelivery(file(target), 'f');
    if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
    expect(read.delivery.environments[0]?.target).toEqual(expected);
    const again = readDelivery(formatDelivery(read.delivery), 'f');
    expect(again.ok && again.delivery).toEqual(read.delivery);
  });

  const bare = '{ deployment: checkout }';
  const routed = '{ deployment: checkout, traffic: { httpRoute: web } }';
  it.each<[string, string, string]>([
    [
      'a tag beside the repository',
      file('{ deployment: c, image: "ghcr.io/a/b:v1" }'),
      `${P}.target.kubernetes.image is "ghcr.io/a/b:v1", a release is named by its digest, not by a tag, write ghcr.io/a/b`,
    ],
    [
      'a name that is none',
      file('{ deployment: Checkout_1 }'),
      `${P}.target.kubernetes.deployment is "Checkout_1", names in Kubernetes are`,
    ],
    [
      'two routers',
      file('{ deployment: c, traffic: { httpRoute: a, virtualService: b } }'),
      `${P}.target.kubernetes.traffic.virtualService stands beside httpRoute`,
    ],
    [
      'no router',
      file('{ deployment: c, traffic: { stable: a } }'),
      `${P}.target.kubernetes.traffic names no object`,
    ],
    [
      'one Service for both',
      file('{ deployment: c, traffic: { httpRoute: a, stable: s, canary: s } }'),
      `${P}.target.kubernetes.traffic.canary is "s", stable is the same one`,
    ],
    [
      'a Service that nothing switches',
      file('{ deployment: c, service: web }'),
      `${P}.target.kubernetes.service is "web", only blue-green switches a Service, and the strategy is canary`,
    ],
    [
      'a Service beside a router',
      file('{ deployment: c, service: web, traffic: { httpRoute: a } }', { strategy: 'blue-green' }),
      `${P}.target.kubernetes.service is "web", traffic names what is switched`,
    ],
    [
      'more pods than the stable release has',
      file(bare, { strategy: '{ canary: [10%, 75%] }' }),
      `${P}.strategy.canary[1] is 75%, without traffic a canary has its share by its pods`,
    ],
    [
      'a router that divides nothing',
      file(routed, { strategy: 'rolling' }),
      `${P}.target.kubernetes.traffic divides nothing`,
    ],
    [
      "the target's own counters",
      file(bare, {}, '{ availability: 99% }'),
      "is measured on the target's own counters, and a Deployment has none",
    ],
  ])('refuses %s', (_, content, says) => {
    expect(told(content).join('\n')).toContain(says);
  });

  it.each([
    ['{ deployment: checkout, service: web }', 'web'],
    ['{ deployment: checkout, traffic: { httpRoute: web } }', null],
    ['{ deployment: checkout }', null],
  ])('takes blue-green of %s', (target, service) => {
    const read = readDelivery(file(target, { strategy: 'blue-green' }), 'f');
    if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
    expect(read.delivery.environments[0]?.target).toMatchObject({ service });
    const again = readDelivery(formatDelivery(read.delivery), 'f');
    expect(again.ok && again.delivery).toEqual(read.delivery);
  });

  it('takes any weight where a router divides the traffic', () => {
    expect(readDelivery(file(routed, { strategy: '{ canary: [10%, 75%] }' }), 'f').ok).toBe(true);
  });
});
