import type { KubernetesTraffic } from '@glidepath/model';
import type { KubeApi } from '../api.ts';
import type { Router } from '../router.ts';
import { httpRoute } from './http-route.ts';
import type { RouteKind } from './route-kind.ts';
import { traefikService } from './traefik-service.ts';
import { virtualService } from './virtual-service.ts';
import { WeightedRouter } from './weighted-router.ts';

/** The router that the delivery file names. Nothing is asked yet. */
export function createRouter(traffic: KubernetesTraffic, namespace: string, api: KubeApi): Router {
  return new WeightedRouter(kindOf(traffic, namespace), namespace, api);
}

/** How a kind of router is read and written. */
export function kindOf(traffic: KubernetesTraffic, namespace: string): RouteKind {
  switch (traffic.kind) {
    case 'httpRoute':
      return httpRoute(traffic, namespace);
    case 'virtualService':
      return virtualService(traffic, namespace);
    case 'traefikService':
      return traefikService(traffic, namespace);
  }
}
