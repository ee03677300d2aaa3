import * as z from 'zod/mini';
import { pausesAt } from './argo-driver.ts';
import type { KubernetesObject } from './api.ts';
import { imageOf } from './fates.ts';
import { deployment, httpRoute, rollout } from './objects.ts';

/** How a release comes in, and by what. */
export const SHOP_KINDS = ['rolling', 'canary', 'routed', 'argo'] as const;
export type ShopKind = (typeof SHOP_KINDS)[number];

/** For the delivery file. */
export function targetOf(kind: ShopKind, namespace: string): string {
  switch (kind) {
    case 'rolling':
    case 'canary':
      return `{ kubernetes: { namespace: ${namespace}, deployment: shop } }`;
    case 'routed':
      return `{ kubernetes: { namespace: ${namespace}, deployment: shop, traffic: { httpRoute: shop, stable: shop, canary: shop-canary } } }`;
    case 'argo':
      return `{ argo-rollouts: { namespace: ${namespace}, rollout: shop } }`;
  }
}

const pods = z.looseObject({ template: z.looseObject({ metadata: z.looseObject({}) }) });

/** What its user has applied, with release 1: the workload first, to whose spec there is more. */
export function objectsOf(kind: ShopKind, more: object): readonly KubernetesObject[] {
  return plainly(kind).map((object, i) =>
    i === 0 ? { ...object, spec: { ...z.parse(pods, object['spec']), ...more } } : object,
  );
}

function plainly(kind: ShopKind): readonly KubernetesObject[] {
  const plain = deployment('shop', imageOf(1));
  switch (kind) {
    case 'rolling':
    case 'canary':
      return [plain];
    case 'routed': {
      const labels = { app: 'shop', [TRACK]: 'stable' };
      const spec = z.parse(pods, plain['spec']);
      const template = { ...spec.template, metadata: { labels } };
      return [
        { ...plain, spec: { ...spec, template } },
        service('shop', labels),
        service('shop-canary', { app: 'shop', [TRACK]: 'canary' }),
        httpRoute('shop', { shop: 100, 'shop-canary': 0 }),
      ];
    }
    case 'argo':
      return [rollout('shop', imageOf(1), pausesAt(25, 50))];
  }
}

const TRACK = 'glidepath.dev/track';

function service(name: string, selector: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector, ports: [{ port: 80, targetPort: 8080 }] },
  };
}
