import { describe, expect, it } from 'vitest';
import { percent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import type { Seen } from './course-steps.ts';
import { at, back, course, onwards, route, to } from './testing/courses.ts';
import { canary, release } from './testing/objects.ts';

describe('what others do to a canary', () => {
  const begun = at({ candidate: 2 });
  const edited = { drift: { what: 'Edited.', set: percent(5) } };
  const scaled = { replicas: 3, replicasBy: 'kubectl' };
  it.each<[string, Partial<Seen>, string]>([
    ['deletes it: made again', begun, 'drift, canary of 1: Somebody deleted the canary'],
    [
      'deletes it: the traffic goes back first',
      { ...begun, router: route(20) },
      'drift, shift 0 over others: Somebody deleted',
    ],
    ['deletes it: made without traffic', { ...begun, router: route(0) }, 'drift, canary of 1: Somebody'],
    ['is deleting it: waited for', { ...begun, canary: canary({ deleting: true }) }, 'wait'],
    [
      'is deleting it: the traffic goes back first',
      { ...begun, canary: canary({ deleting: true }), router: route(20) },
      'drift, shift 0 over others',
    ],
    [
      'scales it',
      { ...begun, canary: canary(scaled) },
      'drift, remake 1: The field manager "kubectl" scaled',
    ],
    ['sets its image', { ...begun, canary: canary({ image: 7, imageBy: 'kubectl' }) }, 'drift, remake 1'],
    [
      'changes its pods',
      { ...begun, canary: canary({ podAnnotations: { a: 'new' }, imageBy: 'kubectl' }) },
      'drift, remake 1: The field manager "kubectl" changed the pod template',
    ],
    [
      'edits the route',
      { ...begun, canary: canary(), router: route(40, edited) },
      'drift, shift 5 over others: Edited.',
    ],
    [
      'edits the route and deletes it',
      { ...begun, router: route(40, edited) },
      'drift, shift 0 over others: Edited.',
    ],
    [
      'deletes the route',
      { ...begun, canary: canary(), router: route(0, { drift: { what: 'Gone.', set: null } }) },
      'word, left: Gone.',
    ],
    ['sets the stable image', { ...at({ image: 7, candidate: 2 }), canary: canary() }, 'release #7, left'],
    ['pauses the stable one', at({ paused: 'kubectl' }), 'word, left'],
    ['takes all pods away', { ...at({ replicas: 0, candidate: 2 }), canary: canary() }, 'word, left'],
  ])('%s', (_, part, what) => {
    expect(course(to('canary', 20), part)).toContain(what);
  });

  it.each<[string, Partial<Seen>]>([
    [
      'an autoscaler of its own',
      { ...begun, canary: canary({ replicas: 3, replicasBy: 'kube-controller-manager' }) },
    ],
    ['who holds the same template', { ...begun, canary: canary({ imageBy: 'kubectl', track: true }) }],
  ])('is nobody else: %s', (_, part) => {
    expect(course(to('canary', 20), part)).toBe('there');
  });
});

describe("somebody else's release on the way to one of ours", () => {
  const other = at({ image: 7, candidate: 2 });
  it.each<[string, Desired, Partial<Seen>, string]>([
    ['keeps its traffic', back, { ...other, canary: canary(), router: route(50) }, 'shift 0 over others'],
    ['loses the canary beside it', back, { ...other, canary: canary() }, 'remove'],
    ['is waited for no longer', back, { ...other, canary: canary({ deleting: true }) }, 'wait'],
    ['is no longer held', back, at({ image: 7, candidate: 2, paused: 'glidepath' }), 'resume'],
    ['loses our mark', back, other, 'unmark'],
    ['stays', back, at({ image: 7 }), 'there beside release #7'],
    ['stays at the end of a promotion', onwards, at({ image: 7 }), 'there beside release #7'],
    ['stays where it is the old one', onwards, at({ image: 1, candidate: 2 }), 'unmark'],
    [
      'gives way to what a person asks for',
      { kind: 'only', release: release(1) },
      at({ image: 7 }),
      'image #1, resume',
    ],
  ])('%s', (_, desired, part, expected) => {
    expect(course(desired, part)).toBe(expected);
  });
});
