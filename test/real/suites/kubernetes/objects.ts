import type { KubernetesObject } from './api.ts';
import { NAMESPACE } from './settings.ts';

/** What a user of a cluster has, as it would be in files. All are in the namespace `default`. */

export function deployment(name: string, image: string, replicas = 4): KubernetesObject {
  return object('apps/v1', 'Deployment', name, { replicas, ...pods(name, image) });
}

/** @param steps as Argo Rollouts takes them */
export function rollout(
  name: string,
  image: string,
  steps: readonly object[] = [],
  replicas = 4,
): KubernetesObject {
  return object('argoproj.io/v1alpha1', 'Rollout', name, {
    replicas,
    ...pods(name, image),
    strategy: { canary: { steps } },
  });
}

/** @param weights by the name of the service */
export function httpRoute(name: string, weights: Weights): KubernetesObject {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
    parentRefs: [{ name: 'shop' }],
    rules: [{ backendRefs: weighted(weights, (service) => ({ name: service, port: 80 })) }],
  });
}

/** @param weights by the name of the service */
export function virtualService(name: string, weights: Weights): KubernetesObject {
  return object('networking.istio.io/v1', 'VirtualService', name, {
    hosts: [name],
    http: [{ route: weighted(weights, (host) => ({ destination: { host } })) }],
  });
}

/** @param weights by the name of the service */
export function traefikService(name: string, weights: Weights): KubernetesObject {
  return object('traefik.io/v1alpha1', 'TraefikService', name, {
    weighted: { services: weighted(weights, (service) => ({ name: service, port: 80 })) },
  });
}

export type Weights = Readonly<Record<string, number>>;

function weighted(weights: Weights, backend: (service: string) => object): readonly object[] {
  return Object.entries(weights).map(([service, weight]) => ({ ...backend(service), weight }));
}

function pods(name: string, image: string): object {
  const labels = { app: name };
  return {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'api', image, ports: [{ containerPort: 8080 }] }] },
    },
  };
}

function object(apiVersion: string, kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE }, spec };
}
