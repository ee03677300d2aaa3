import { describe, expect, it } from 'vitest';
import { percent, type KubernetesTargetSpec } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { courseTo } from './course.ts';
import type { Course, Seen } from './course-steps.ts';
import { asDeployment, asService, type Service } from './deployment.ts';
import type { RouterView } from './router.ts';
import { canary, deployment, release, seen } from './testing/objects.ts';

/** The course of a blue-green release: a canary of full size, and all of the traffic at once. */

const spec: KubernetesTargetSpec = {
  kind: 'kubernetes',
  deployment: 'checkout',
  namespace: 'shop',
  context: null,
  kubeconfig: null,
  container: null,
  image: null,
  traffic: null,
  service: null,
};

function to(weight: number): Desired {
  return {
    kind: 'split',
    strategy: 'blue-green',
    stable: release(1),
    candidate: release(2),
    weight: percent(weight),
  };
}
const back: Desired = { kind: 'only', release: release(1) };
const onwards: Desired = { kind: 'only', release: release(2) };

function at(weight: number, more: Partial<RouterView> = {}): RouterView {
  return {
    weight: percent(weight),
    settled: true,
    drift: null,
    failure: null,
    note: `at ${weight}`,
    ...more,
  };
}

const ours: Service = asService({
  metadata: {
    name: 'checkout-preview',
    uid: 'p',
    resourceVersion: '1',
    labels: { 'app.kubernetes.io/managed-by': 'glidepath' },
  },
  spec: {},
});
const unmade = { service: 'checkout', preview: null };
const made = { service: 'checkout', preview: ours };
const theirs = {
  service: 'checkout',
  preview: asService({ metadata: { name: 'checkout-preview', uid: 't', resourceVersion: '1' }, spec: {} }),
};

const begun = { stable: deployment('checkout', { candidate: 2 }) };
const rolled = { stable: deployment('checkout', { image: 2, imageBy: 'glidepath', candidate: 2 }) };
const full = canary({ replicas: 4 });

function course(desired: Desired, part: Partial<Seen>): Course {
  return courseTo(desired, seen({ router: at(0), switched: unmade, ...part }), { spec, container: 'api' });
}
const write = (of: object) => ({ kind: 'write', write: of });

describe('a preview', () => {
  it.each<[string, Partial<Seen>, object]>([
    ['is made of full size', {}, write({ kind: 'canary', replicas: 4 })],
    [
      'is noted, and which Service will be switched',
      { canary: full },
      write({ kind: 'hold', hold: { service: 'checkout' } }),
    ],
    [
      'gets a Service of its own',
      { ...begun, canary: full },
      write({ kind: 'preview', service: 'checkout' }),
    ],
    [
      'has as many pods as an autoscaler gives the others',
      { stable: deployment('checkout', { candidate: 2, replicas: 6 }), canary: full, switched: made },
      write({ kind: 'canary', replicas: 6 }),
    ],
    [
      'is waited for',
      { ...begun, canary: canary({ replicas: 4, progress: 'moving' }), switched: made },
      { kind: 'wait' },
    ],
    ['is there', { ...begun, canary: full, switched: made }, { kind: 'there' }],
    ['may have a Service of the user', { ...begun, canary: full, switched: theirs }, { kind: 'there' }],
  ])('%s', (_, part, expected) => {
    expect(course(to(0), part)).toMatchObject(expected);
  });

  it('tells by which Service it is reached', () => {
    const told = course(to(0), { ...begun, canary: full, switched: made });
    expect('note' in told && told.note).toContain('reached by the Service checkout-preview');
  });

  it('fails at once where a quota has no room', () => {
    const moving = canary({ replicas: 4, progress: 'moving' });
    const tight = asDeployment({
      ...moving,
      status: {
        ...moving.status,
        conditions: [
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota: few' },
        ],
      },
    });
    const told = course(to(0), { ...begun, canary: tight, switched: made });
    expect('why' in told && told.why).toContain('A quota leaves no room for the preview');
  });
});

describe('the switch', () => {
  it.each<[string, Partial<Seen>, object]>([
    ['is one write', {}, write({ kind: 'shift', weight: 100 })],
    ['is waited for', { router: at(100, { settled: false }) }, { kind: 'wait' }],
    ['leaves the stable pods as they are', { router: at(100) }, { kind: 'there' }],
  ])('%s', (_, part, expected) => {
    expect(course(to(100), { ...begun, canary: full, switched: made, ...part })).toMatchObject(expected);
  });
});

describe('afterwards', () => {
  it.each<[string, Desired, Partial<Seen>, object]>([
    [
      'the traffic goes back first',
      back,
      { ...begun, canary: full, router: at(100) },
      write({ kind: 'shift', weight: 0 }),
    ],
    [
      'no pod goes before it has',
      back,
      { ...begun, canary: full, router: at(0, { settled: false }) },
      { kind: 'wait' },
    ],
    ['then the preview goes', back, { ...begun, canary: full }, write({ kind: 'remove' })],
    ['and its Service', back, begun, { kind: 'wait' }],
    ['a Service of the user stays', back, { ...begun, switched: theirs }, write({ kind: 'hold' })],
    [
      'nothing is left',
      back,
      { ...begun, switched: unmade },
      write({ kind: 'hold', hold: { candidate: null, service: null } }),
    ],
    [
      'the stable one rolls while the preview has the traffic',
      onwards,
      { ...begun, canary: full, router: at(100) },
      write({ kind: 'hold', hold: { paused: false } }),
    ],
    [
      'the traffic stays until it has',
      onwards,
      {
        stable: deployment('checkout', { image: 2, candidate: 2, progress: 'moving' }),
        canary: full,
        router: at(100),
      },
      { kind: 'wait' },
    ],
    [
      'the traffic goes home then',
      onwards,
      { ...rolled, canary: full, router: at(100) },
      write({ kind: 'shift', weight: 0 }),
    ],
    ['the preview goes at last', onwards, { ...rolled, canary: full }, write({ kind: 'remove' })],
  ])('%s', (_, desired, part, expected) => {
    expect(course(desired, { switched: made, ...part })).toMatchObject(expected);
  });
});
