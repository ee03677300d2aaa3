import { percent, type KubernetesTargetSpec } from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { courseTo } from '../course.ts';
import type { Course, Seen, Write } from '../course-steps.ts';
import type { RouterView } from '../router.ts';
import { deployment, release, REPOSITORY, seen } from './objects.ts';

/** Courses in a word or two. */

export const spec: KubernetesTargetSpec = {
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

export function to(strategy: 'canary' | 'rolling', weight: number): Desired {
  return { kind: 'split', strategy, stable: release(1), candidate: release(2), weight: percent(weight) };
}
export const back: Desired = { kind: 'only', release: release(1), beside: release(2) };
export const onwards: Desired = { kind: 'only', release: release(2), beside: release(1) };

export function route(weight: number, more: Partial<RouterView> = {}): RouterView {
  return {
    weight: percent(weight),
    settled: true,
    drift: null,
    failure: null,
    note: `route at ${weight}`,
    ...more,
  };
}

function said(course: Course): string {
  switch (course.kind) {
    case 'there':
      return course.stranger === null ? 'there' : `there beside ${numberOf(course.stranger)}`;
    case 'wait':
      return course.until === null ? 'wait' : `wait until ${course.until}`;
    case 'failed':
      return `failed: ${course.why}`;
    case 'foreign': {
      const { foreign, mend } = course;
      return `${numberOf(foreign)}, ${mend === null ? 'left' : wrote(mend)}: ${foreign.what}`;
    }
    case 'write':
      return wrote(course.write);
  }
}

function numberOf(foreign: Foreign): string {
  if (foreign.kind === 'drift') return foreign.restorable ? 'drift' : 'word';
  return `release ${(foreign.digest ?? 'by a tag').replace(/^sha256:0+/, '#')}`;
}

function wrote(write: Write): string {
  switch (write.kind) {
    case 'hold': {
      const { hold, until } = write;
      const image = hold.image?.replace(`${REPOSITORY}@sha256:`, '').replace(/^0+/, '#');
      const parts = [
        image === undefined ? [] : [`image ${image}`],
        hold.paused === undefined ? [] : [hold.paused ? 'pause' : 'resume'],
        hold.candidate === undefined ? [] : [hold.candidate === null ? 'unmark' : 'mark'],
        until === null ? [] : [`until ${until}`],
      ];
      return parts.flat().join(', ');
    }
    case 'template':
      return `template ${JSON.stringify(write.template.metadata)}`;
    case 'canary':
      return `canary of ${write.replicas}`;
    case 'preview':
      return `preview of ${write.service}`;
    case 'remove':
      return 'remove';
    case 'shift':
      return `shift ${write.weight}${write.restore ? ' over others' : ''}`;
    case 'remake':
      return `remake ${write.replicas}`;
  }
}

export function course(desired: Desired, part: Partial<Seen> = {}): string {
  return said(courseTo(desired, seen(part), { spec, container: 'api' }));
}
export const at = (shape: Parameters<typeof deployment>[1]) => ({ stable: deployment('checkout', shape) });
