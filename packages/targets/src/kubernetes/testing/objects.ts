import { digest, type Digest, type Release } from '@glidepath/model';
import type { Seen } from '../course-steps.ts';
import { asDeployment, asReplicaSet, type Deployment, type ReplicaSet } from '../deployment.ts';

/** Objects as an API server tells them. */

export const REPOSITORY = 'ghcr.io/acme/checkout';

export function release(number: number): Release {
  return { digest: digestNo(number), name: `r${number}`, commit: null, committedAt: null };
}

export function digestNo(number: number): Digest {
  return digest(`sha256:${String(number).padStart(64, '0')}`);
}

export interface Shape {
  readonly image?: number;
  readonly replicas?: number;
  /** By whom. */
  readonly paused?: string;
  readonly imageBy?: string;
  readonly replicasBy?: string;
  readonly candidate?: number;
  readonly fence?: number;
  readonly maxUnavailable?: number | string;
  readonly deleting?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether its pods are labelled as a canary's. */
  readonly track?: boolean;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly progress?: 'done' | 'moving' | 'unseen' | 'late';
  readonly updated?: number;
}

export function deployment(name: string, shape: Shape = {}): Deployment {
  const { image = 1, replicas = 4, progress = 'done', updated = progress === 'done' ? replicas : 0 } = shape;
  const byName = { 'k:{"name":"api"}': { 'f:image': {} } };
  return asDeployment({
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: '7',
      generation: 2,
      labels: shape.labels ?? {},
      annotations: {
        ...(shape.candidate === undefined ? {} : { 'glidepath.dev/candidate': digestNo(shape.candidate) }),
        ...(shape.fence === undefined ? {} : { 'glidepath.dev/fence': String(shape.fence) }),
      },
      ...(shape.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      managedFields: [
        ...fields(shape.imageBy ?? 'kubectl', {
          'f:template': { 'f:spec': { 'f:containers': byName } },
        }),
        ...fields(shape.replicasBy, { 'f:replicas': {} }),
        ...fields(shape.paused, { 'f:paused': {} }),
      ],
    },
    spec: {
      replicas,
      ...(shape.paused === undefined ? {} : { paused: true }),
      selector: { matchLabels: { app: 'checkout' } },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: shape.maxUnavailable ?? '25%' },
      },
      template: template(image, shape.podAnnotations, shape.track),
    },
    status: {
      observedGeneration: progress === 'unseen' ? 1 : 2,
      replicas,
      updatedReplicas: updated,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        {
          type: 'Progressing',
          status: 'True',
          reason: progress === 'late' ? 'ProgressDeadlineExceeded' : 'ReplicaSetUpdated',
          lastUpdateTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  });
}

function fields(by: string | undefined, spec: object) {
  return by === undefined ? [] : [{ manager: by, operation: 'Apply', fieldsV1: { 'f:spec': spec } }];
}

function template(image: number, annotations: Readonly<Record<string, string>> = {}, track = false) {
  const labels = { app: 'checkout', ...(track ? { 'glidepath.dev/track': 'canary' } : {}) };
  return {
    metadata: { labels, annotations },
    spec: { containers: [{ name: 'api', image: `${REPOSITORY}@${digestNo(image)}` }] },
  };
}

/** As Glidepath makes it. */
export function canary(shape: Shape = {}): Deployment {
  return deployment('checkout-glidepath-canary', {
    image: 2,
    replicas: 1,
    imageBy: 'glidepath',
    replicasBy: 'glidepath',
    labels: { 'app.kubernetes.io/managed-by': 'glidepath', 'glidepath.dev/track': 'canary' },
    ...shape,
  });
}

export function replicaSet(
  image: number,
  revision: number,
  ready: number,
  annotations: Readonly<Record<string, string>> = {},
): ReplicaSet {
  const { metadata, spec } = template(image, annotations);
  return asReplicaSet({
    metadata: {
      name: `checkout-${revision}`,
      uid: `set-${revision}`,
      resourceVersion: '7',
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    },
    spec: {
      template: {
        spec,
        metadata: { ...metadata, labels: { ...metadata.labels, 'pod-template-hash': 'abc' } },
      },
    },
    status: { replicas: ready, readyReplicas: ready },
  });
}

export function seen(part: Partial<Seen> = {}): Seen {
  return {
    stable: deployment('checkout'),
    canary: null,
    sets: [],
    router: null,
    switched: null,
    now: Date.parse('2026-01-01T00:00:05Z'),
    ...part,
  };
}
