import { describe, expect, it } from 'vitest';
import { percent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { canaryReplicas } from './canary-course.ts';
import { courseTo } from './course.ts';
import type { Seen } from './course-steps.ts';
import { at, back, course, onwards, route, spec, to } from './testing/courses.ts';
import { canary, deployment, digestNo, replicaSet, seen } from './testing/objects.ts';

describe('a rolling release', () => {
  const begun = { image: 2, imageBy: 'glidepath', candidate: 2 } as const;
  it.each<[string, Desired, Partial<Seen>, string]>([
    ['begins with nothing', to('rolling', 0), {}, 'there'],
    ['sets the image, to be held at its share', to('rolling', 25), {}, 'image #2, resume, mark, until 1'],
    ['sets the image, to be held by nobody', to('rolling', 100), {}, 'image #2, resume, mark'],
    ['waits for its share', to('rolling', 50), at({ ...begun, progress: 'moving' }), 'wait until 2'],
    ['is held there', to('rolling', 50), at({ ...begun, progress: 'moving', updated: 2 }), 'pause'],
    [
      'is there once the new pods are ready',
      to('rolling', 50),
      {
        ...at({ ...begun, progress: 'moving', updated: 2, paused: 'glidepath' }),
        sets: [replicaSet(1, 1, 2), replicaSet(2, 2, 2)],
      },
      'there',
    ],
    [
      'waits for their readiness',
      to('rolling', 50),
      {
        ...at({ ...begun, progress: 'moving', updated: 2, paused: 'glidepath' }),
        sets: [replicaSet(2, 2, 1)],
      },
      'wait',
    ],
    [
      'fails where they take too long while it is held',
      to('rolling', 50),
      {
        ...at({ ...begun, progress: 'moving', updated: 2, paused: 'glidepath' }),
        now: Date.parse('2026-01-01T00:10:01Z'),
      },
      'failed: The new pods of the Deployment checkout were not ready within its progressDeadlineSeconds: 0 of 2.',
    ],
    [
      'goes on to the next share',
      to('rolling', 75),
      at({ ...begun, progress: 'moving', updated: 2, paused: 'glidepath' }),
      'resume, until 3',
    ],
    ['goes on to the end', to('rolling', 100), at({ ...begun, updated: 2, paused: 'glidepath' }), 'resume'],
    ['is done', to('rolling', 100), at(begun), 'there'],
    ['waits for its controller', to('rolling', 100), at({ ...begun, progress: 'unseen' }), 'wait'],
  ])('%s', (_, desired, part, expected) => {
    expect(course(desired, part)).toBe(expected);
  });

  it.each<[string, Partial<Seen>, string]>([
    ['set a third image', at({ image: 3 }), 'release #3, left: The field manager "kubectl" set the image'],
    ['took the image back', at({ image: 1, candidate: 2 }), 'release #1, left: The field manager "kubectl"'],
    [
      'has paused it',
      at({ paused: 'kubectl' }),
      'word, left: The Deployment checkout was paused by somebody',
    ],
    ['deleted it', { stable: null }, 'word, left: The Deployment checkout is gone from the namespace shop'],
  ])('is told where somebody else %s', (_, part, what) => {
    expect(course(to('rolling', 100), part)).toContain(what);
  });

  it('fails where it makes no progress', () => {
    const late = course(to('rolling', 100), at({ ...begun, progress: 'late' }));
    expect(late).toContain('progressDeadlineSeconds');
  });
});

describe('a canary', () => {
  const begun = { stable: deployment('checkout', { candidate: 2 }) };
  it.each<[string, Desired, Partial<Seen>, string]>([
    ['begins with nothing', to('canary', 0), {}, 'there'],
    ['is made', to('canary', 20), {}, 'canary of 1'],
    ['is noted once it is there', to('canary', 20), { canary: canary() }, 'mark'],
    ['is waited for', to('canary', 20), { ...begun, canary: canary({ progress: 'moving' }) }, 'wait'],
    ['is there', to('canary', 20), { ...begun, canary: canary() }, 'there'],
    ['grows', to('canary', 50), { ...begun, canary: canary() }, 'canary of 4'],
    [
      'follows an autoscaler',
      to('canary', 20),
      { stable: deployment('checkout', { candidate: 2, replicas: 8 }), canary: canary() },
      'canary of 2',
    ],
    [
      'makes up for the pods that may be missing',
      to('canary', 100),
      { stable: deployment('checkout', { candidate: 2, maxUnavailable: 3 }), canary: canary() },
      'canary of 3',
    ],
    ['lets the stable one roll', to('canary', 100), { ...begun, canary: canary() }, 'image #2'],
    [
      'stays until it has',
      to('canary', 100),
      { stable: deployment('checkout', { image: 2, candidate: 2, progress: 'moving' }), canary: canary() },
      'wait',
    ],
    [
      'stays while all is watched',
      to('canary', 100),
      { stable: deployment('checkout', { image: 2, candidate: 2 }), canary: canary() },
      'there',
    ],
    ['of a rollout before goes', to('canary', 20), { canary: canary({ image: 5 }) }, 'remove'],
    [
      'of a rollout before is waited for',
      to('canary', 20),
      { canary: canary({ image: 5, deleting: true }) },
      'wait',
    ],
  ])('%s', (_, desired, part, expected) => {
    expect(course(desired, part)).toBe(expected);
  });

  it.each<[string, Partial<Seen>, string]>([
    ['its name is taken', { canary: canary({ labels: {} }) }, 'that Glidepath has not made'],
    ['it makes no progress', { ...begun, canary: canary({ progress: 'late' }) }, 'progressDeadlineSeconds'],
    ['there are no pods to compare', { stable: deployment('checkout', { replicas: 0 }) }, 'has no replicas'],
  ])('fails where %s', (_, part, why) => {
    expect(course(to('canary', 20), part)).toContain(why);
  });

  it.each<[string, Desired, Partial<Seen>, string]>([
    [
      'gets its share once it is ready',
      to('canary', 20),
      { ...begun, canary: canary(), router: route(0) },
      'shift 20',
    ],
    [
      'waits for the router',
      to('canary', 20),
      { ...begun, canary: canary(), router: route(20, { settled: false }) },
      'wait',
    ],
    ['is there', to('canary', 20), { ...begun, canary: canary(), router: route(20) }, 'there'],
    [
      'is of full size for everything',
      to('canary', 100),
      { ...begun, canary: canary(), router: route(20) },
      'canary of 4',
    ],
    [
      'leaves the stable one alone',
      to('canary', 100),
      { ...begun, canary: canary({ replicas: 4 }), router: route(100) },
      'there',
    ],
    [
      'fails as the router says',
      to('canary', 20),
      { ...begun, canary: canary(), router: route(20, { failure: 'refused' }) },
      'failed: refused',
    ],
  ])('behind a router %s', (_, desired, part, expected) => {
    expect(course(desired, part)).toBe(expected);
  });
});

describe('one release for all', () => {
  const marked = { candidate: 2 } as const;
  const rolled = { image: 2, candidate: 2, imageBy: 'glidepath' } as const;
  it.each<[string, Desired, Partial<Seen>, string]>([
    ['is there where nothing was begun', back, {}, 'there'],
    ['takes the canary away on the way back', back, { ...at(marked), canary: canary() }, 'remove'],
    ['waits until it is gone', back, { ...at(marked), canary: canary({ deleting: true }) }, 'wait'],
    ['forgets the candidate at last', back, at(marked), 'unmark'],
    [
      'takes the traffic back first',
      back,
      { ...at(marked), canary: canary(), router: route(50) },
      'shift 0 over others',
    ],
    [
      'writes over what others made of it',
      back,
      { ...at(marked), canary: canary(), router: route(0, { drift: { what: 'edited', set: percent(50) } }) },
      'shift 0 over others',
    ],
    [
      'keeps the canary until the router is there',
      back,
      { ...at(marked), canary: canary(), router: route(0, { settled: false }) },
      'wait',
    ],
    ['takes the image back', back, at(rolled), 'image #1, resume'],
    [
      'takes the image back only, where that is all',
      back,
      { ...at(rolled), sets: [replicaSet(1, 1, 0)] },
      'image #1, resume',
    ],
    [
      'takes the whole template back',
      back,
      { ...at({ ...rolled, podAnnotations: { a: 'new' } }), sets: [replicaSet(1, 1, 0, { a: 'old' })] },
      'template {"labels":{"app":"checkout"},"annotations":{"a":"old"}}',
    ],
    ['resumes what it has held', back, at({ image: 1, paused: 'glidepath', candidate: 2 }), 'resume'],
    [
      'keeps the canary that carries on',
      onwards,
      { ...at({ image: 2, candidate: 2, progress: 'moving' }), canary: canary() },
      'wait',
    ],
    ['takes it away after the promotion', onwards, { ...at(rolled), canary: canary() }, 'remove'],
    [
      'rolls the stable one while the router keeps to the canary',
      onwards,
      { ...at(marked), canary: canary({ replicas: 4 }), router: route(100) },
      'image #2, resume',
    ],
    [
      'does not go back to an old template of the candidate',
      onwards,
      {
        ...at({ ...marked, podAnnotations: { a: 'new' } }),
        canary: canary(),
        router: route(100),
        sets: [replicaSet(2, 1, 0, { a: 'old' })],
      },
      'image #2, resume',
    ],
    [
      'gives the stable one the traffic then',
      onwards,
      { ...at(rolled), canary: canary({ replicas: 4 }), router: route(100) },
      'shift 0 over others',
    ],
    ['leaves a Deployment of another be', back, { ...at({}), canary: canary({ labels: {} }) }, 'there'],
    ['is none where nothing stood before', { kind: 'none' }, { ...at(marked), canary: canary() }, 'remove'],
  ])('%s', (_, desired, part, expected) => {
    expect(course(desired, part)).toBe(expected);
  });
});

it('names images of another repository where the file says so', () => {
  const other = courseTo(to('rolling', 100), seen(), {
    spec: { ...spec, image: 'registry.test:5000/shop' },
    container: 'api',
  });
  expect(other).toMatchObject({ write: { hold: { image: `registry.test:5000/shop@${digestNo(2)}` } } });
});

describe('the canary has as many pods', () => {
  it.each([
    [1, 4, false, 1],
    [20, 4, false, 1],
    [25, 9, false, 3],
    [50, 4, false, 4],
    [1, 4, true, 1],
    [26, 4, true, 2],
    [100, 4, true, 4],
  ] as const)('%i %% of %i, routed %s: %i', (weight, replicas, routed, expected) => {
    expect(canaryReplicas(percent(weight), deployment('checkout', { replicas }), null, routed)).toBe(
      expected,
    );
  });
});
