import { expect, it } from 'vitest';
import { formatDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const ELSEWHERE = '{ availability: { objective: 99%, prometheus: { total: a, bad: b, split: version } } }';
const SOURCES = 'sources: { prometheus: { url: http://127.0.0.1:9090 } }\n';

function released(target: string, slos = ELSEWHERE): string {
  return production({ target: `{ argo-rollouts: ${target} }`, strategy: 'canary' }, slos) + SOURCES;
}

it('is a Rollout in a cluster, and stands in the long form as it was read', () => {
  const read = readDelivery(released('{ rollout: checkout }'), 'f');
  if (!read.ok) throw new Error(told(released('{ rollout: checkout }')).join('\n'));
  expect(read.delivery.environments[0]?.target).toEqual({
    kind: 'argo-rollouts',
    rollout: 'checkout',
    namespace: 'default',
    context: null,
    kubeconfig: null,
    container: null,
    image: null,
  });
  const all =
    '{ rollout: a, namespace: shop, context: eu-1, kubeconfig: kube.yaml, container: api, image: ghcr.io/acme/a }';
  const whole = readDelivery(released(all), 'f');
  if (!whole.ok) throw new Error(told(released(all)).join('\n'));
  const again = readDelivery(formatDelivery(whole.delivery), 'f');
  expect(again.ok && again.delivery).toEqual(whole.delivery);
  expect(whole.delivery.environments[0]?.target).toMatchObject({ context: 'eu-1', image: 'ghcr.io/acme/a' });
});

it.each([
  ['{ rollout: Checkout }', 'names in Kubernetes are a-z, 0-9 and -'],
  ['{ namespace: shop }', 'rollout'],
  ['{ rollout: a, image: "ghcr.io/acme/a:v1" }', 'write ghcr.io/acme/a'],
])('is refused as %s', (target, why) => {
  expect(told(released(target)).join('\n')).toContain(why);
});

it('has no counters of its own', () => {
  expect(told(released('{ rollout: a }', '{ availability: 99% }')).join('\n')).toContain(
    "on the target's own counters, and a Rollout has none",
  );
});
