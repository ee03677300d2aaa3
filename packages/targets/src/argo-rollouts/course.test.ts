import { digest, percent, type Release } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { kubeObject, type KubeApi } from '../kubernetes/api.ts';
import { courseTo, type Course } from './course.ts';
import { readRollout } from './rollout.ts';

const OLD = release('a', 'v1');
const NEW = release('b', 'v2');
const OTHER = release('c', 'v3');
const REPOSITORY = 'registry.test:5000/shop/api';

function release(digit: string, name: string): Release {
  return { digest: digest(`sha256:${digit.repeat(64)}`), name, commit: null, committedAt: null };
}

interface Story {
  readonly image?: string;
  readonly steps?: readonly object[];
  readonly routing?: object;
  readonly paused?: boolean;
  readonly marks?: Readonly<Record<string, string>>;
  readonly status?: object;
}

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
/** Its controller has seen it; two templates are there. */
const MOVING = { observedGeneration: '3', currentPodHash: 'new', stableRS: 'old', phase: 'Progressing' };
const PAUSED = { pauseConditions: [{ reason: 'CanaryPauseStep' }], controllerPause: true, phase: 'Paused' };
const OURS = { 'glidepath.dev/candidate': NEW.digest, 'glidepath.dev/fence': '1' };

async function unasked(): Promise<never> {
  throw new Error('only the Rollout is read');
}

async function courseOf(desired: Desired, story: Story, fence: number | null = 1): Promise<Course> {
  const { image = `${REPOSITORY}@${NEW.digest}`, steps = STEPS, routing, marks = OURS } = story;
  const object = z.parse(kubeObject, {
    metadata: {
      name: 'api',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '7',
      generation: 3,
      annotations: marks,
    },
    spec: {
      paused: story.paused,
      strategy: { canary: { steps, trafficRouting: routing } },
      template: { spec: { containers: [{ name: 'api', image }] } },
    },
    status: { ...MOVING, ...story.status },
  });
  const api: KubeApi = {
    get: async () => object,
    list: unasked,
    apply: unasked,
    replace: unasked,
    tryReplace: unasked,
    patch: unasked,
    remove: unasked,
    watch() {
      throw new Error('nothing is watched');
    },
    async close() {},
  };
  const rollout = await readRollout(api, { rollout: 'api', namespace: 'shop', container: null });
  return courseTo(desired, rollout, null, fence);
}

function split(weight: number): Desired {
  return { kind: 'split', strategy: 'canary', stable: OLD, candidate: NEW, weight: percent(weight) };
}
const act = (one: object) => ({ kind: 'act', act: one });
const only = (of: Release): Desired => ({ kind: 'only', release: of });

function whyWrong(course: Course): string | null {
  return course.kind === 'wrong' ? course.why : null;
}

function whatOthersDid(course: Course): string | null {
  if (course.kind !== 'foreign') return null;
  const { foreign } = course;
  return `${foreign.kind === 'drift' && foreign.restorable ? 'restorable ' : ''}${foreign.kind}: ${foreign.what}`;
}

describe('at the beginning', () => {
  const standing: Story = {
    image: `${REPOSITORY}:v1@${OLD.digest}`,
    marks: {},
    status: { currentPodHash: 'old', phase: 'Healthy' },
  };

  it('nothing is done without traffic, unless the Rollout pauses before it', async () => {
    expect(await courseOf(split(0), standing)).toEqual({ kind: 'there' });
    const steps = [{ setWeight: 0 }, { pause: {} }, ...STEPS];
    expect(await courseOf(split(0), { ...standing, steps })).toMatchObject(act({ kind: 'set-image' }));
  });

  it('the image is set by its digest in the repository that is there', async () => {
    expect(await courseOf(split(25), standing)).toEqual(
      act({
        kind: 'set-image',
        image: `${REPOSITORY}@${NEW.digest}`,
        candidate: NEW.digest,
        before: `${REPOSITORY}:v1@${OLD.digest}`,
      }),
    );
  });

  it("somebody else's image or rollout is left alone", async () => {
    const image = `${REPOSITORY}@${OTHER.digest}`;
    expect(await courseOf(split(25), { ...standing, image })).toMatchObject({
      kind: 'foreign',
      foreign: { kind: 'release', digest: OTHER.digest },
    });
    const tagged = { ...standing, image: `${REPOSITORY}:v9`, status: MOVING };
    expect(whatOthersDid(await courseOf(split(25), tagged))).toContain('that Glidepath does not know of');
  });

  it('waits for a controller that has not seen what is there', async () => {
    const status = { ...standing.status, observedGeneration: '2' };
    expect(await courseOf(split(25), { ...standing, status })).toMatchObject({ kind: 'wait' });
  });
});

function at(currentStepIndex: number, more: object = PAUSED): Story {
  return { status: { currentStepIndex, ...more } };
}

describe('on the way up', () => {
  it('is there at the pause with the weight, and promoted once from an earlier one', async () => {
    expect(await courseOf(split(25), at(1))).toEqual({ kind: 'there' });
    expect(await courseOf(split(50), at(1))).toEqual(act({ kind: 'promote', past: null }));
    expect(await courseOf(split(50), at(1, { pauseConditions: null, controllerPause: true }))).toMatchObject({
      kind: 'wait',
      why: 'it leaves its pause',
    });
    expect(await courseOf(split(50), at(2, {}))).toMatchObject({ kind: 'wait' });
  });

  it('goes to all by its own steps from the last pause, and past the pauses that are left', async () => {
    expect(await courseOf(split(100), at(3))).toEqual(act({ kind: 'promote', past: null }));
    expect(await courseOf(split(100), at(1))).toEqual(act({ kind: 'promote-fully' }));
    expect(await courseOf(split(100), at(1, { ...PAUSED, promoteFull: true }))).toMatchObject({
      kind: 'wait',
    });
    const through = { currentPodHash: 'old' };
    expect(await courseOf(split(100), at(4, { ...through, phase: 'Healthy' }))).toEqual({ kind: 'there' });
    expect(await courseOf(split(100), at(4, { ...through, phase: 'Progressing' }))).toMatchObject({
      kind: 'wait',
    });
  });

  it('waits for a router that does not have the weight yet, in the unit that it has', async () => {
    const steps = [{ setWeight: 125 }, { pause: {} }];
    const weights = { canary: { weight: 125 }, verified: false };
    const story = { steps, routing: { maxTrafficWeight: 1000 }, status: { currentStepIndex: 1, ...PAUSED } };
    const unverified = { ...story, status: { ...story.status, canary: { weights } } };
    expect(await courseOf(split(12.5), unverified)).toMatchObject({ kind: 'wait' });
    expect(await courseOf(split(12.5), story)).toEqual({ kind: 'there' });
  });

  it('waits where it is stuck, and where a person has to look', async () => {
    const late = { phase: 'Degraded', message: 'ProgressDeadlineExceeded: still no pods' };
    expect(await courseOf(split(25), at(0, late))).toMatchObject({ kind: 'wait' });
    expect(await courseOf(split(25), { ...at(0, {}), paused: true })).toMatchObject({ kind: 'wait' });
    const inconclusive = { pauseConditions: [{ reason: 'InconclusiveAnalysisRun' }], controllerPause: true };
    const steps = [{ setWeight: 25 }, { analysis: {} }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
    expect(await courseOf(split(25), { ...at(1, inconclusive), steps })).toMatchObject({ kind: 'wait' });
    expect(await courseOf(split(50), { ...at(1, inconclusive), steps })).toEqual(
      act({ kind: 'promote', past: 1 }),
    );
    expect(await courseOf(split(50), { ...at(3, inconclusive), steps })).toMatchObject({ kind: 'wait' });
  });

  it.each<[string, Story]>([
    ['aborted', at(0, { abort: true, message: 'RolloutAborted: by an analysis' })],
    ['refuses', at(0, { message: 'InvalidSpec: no such Service' })],
  ])('tells what is wrong where it was %s', async (what, story) => {
    expect(whyWrong(await courseOf(split(25), story))).toContain(what);
  });

  it.each<[string, Story]>([
    [
      'drift: It was aborted',
      at(0, { abort: true, message: 'RolloutAborted: Rollout aborted update to revision 2' }),
    ],
    ['drift: It was aborted: by somebody', at(0, { abort: true })],
    ['drift: Somebody promoted it', at(3)],
    ['drift: Somebody promoted it fully', at(4, { currentPodHash: 'old' })],
    ['drift: It has no pause at 25%', { ...at(0, {}), steps: [{ setWeight: 10 }, { pause: {} }] }],
    ['release: Somebody put', { ...at(1), image: `${REPOSITORY}@${OTHER.digest}` }],
    ['so v2 was superseded', { ...at(1), image: `${REPOSITORY}:v9` }],
  ])('tells that somebody had a hand in it: %s', async (what, story) => {
    expect(whatOthersDid(await courseOf(split(25), story))).toContain(what);
  });
});

describe('to one release alone', () => {
  it('is aborted before its image is put back as it was', async () => {
    const marks = { ...OURS, 'glidepath.dev/before': `${REPOSITORY}:v1` };
    expect(await courseOf(only(OLD), { marks })).toEqual(act({ kind: 'abort' }));
    expect(await courseOf(only(OLD), { marks, status: { abort: true } })).toEqual(
      act({
        kind: 'set-image',
        image: `${REPOSITORY}:v1`,
        candidate: OLD.digest,
        before: `${REPOSITORY}:v1`,
      }),
    );
    expect(await courseOf(only(OLD), { marks: OURS, status: { currentPodHash: 'old' } })).toEqual(
      act({ kind: 'set-image', image: `${REPOSITORY}@${OLD.digest}`, candidate: OLD.digest, before: null }),
    );
  });

  it('is promoted fully only once its controller has seen another template than stable', async () => {
    expect(await courseOf(only(NEW), { status: { observedGeneration: '2' } })).toMatchObject({
      kind: 'wait',
    });
    expect(await courseOf(only(NEW), {})).toEqual(act({ kind: 'promote-fully' }));
    expect(await courseOf(only(NEW), { status: { abort: true } })).toEqual(act({ kind: 'retry' }));
  });

  it('leaves no mark once it is Healthy', async () => {
    const status = { currentPodHash: 'old', phase: 'Healthy' };
    expect(await courseOf(only(NEW), { status })).toEqual(act({ kind: 'mark', candidate: null }));
    expect(await courseOf(only(NEW), { status, marks: {} })).toEqual({ kind: 'there' });
  });

  it("does not take back somebody else's", async () => {
    const image = `${REPOSITORY}@${OTHER.digest}`;
    for (const [to, beside] of [
      [OLD, NEW],
      [NEW, OLD],
    ] as const) {
      const desired: Desired = { kind: 'only', release: to, beside };
      expect(await courseOf(desired, { image })).toEqual(act({ kind: 'mark', candidate: null }));
      expect(await courseOf(desired, { image, marks: {} })).toMatchObject({
        kind: 'left',
        stranger: { kind: 'release', digest: OTHER.digest },
      });
    }
    // Nor where the old one was put there in the end, nor by a tag.
    const end: Desired = { kind: 'only', release: NEW, beside: OLD };
    expect(await courseOf(end, { image: `${REPOSITORY}@${OLD.digest}` })).toMatchObject({
      act: { kind: 'mark' },
    });
    const back: Desired = { kind: 'only', release: OLD, beside: NEW };
    expect(await courseOf(back, { image: `${REPOSITORY}:v9` })).toMatchObject({ kind: 'left' });
    expect(await courseOf(back, { status: { abort: true } })).toMatchObject(act({ kind: 'set-image' }));
  });

  it('is what a person asks for, whatever is there', async () => {
    const image = `${REPOSITORY}@${OTHER.digest}`;
    expect(await courseOf(only(OLD), { image, marks: {} })).toMatchObject(act({ kind: 'set-image' }));
    expect(await courseOf(only(OLD), { image })).toMatchObject({ kind: 'wrong' });
  });
});

describe('the fence', () => {
  it('keeps out who has lost the lease, and tells who has it', async () => {
    await expect(courseOf(split(25), {}, 0)).rejects.toThrow('Another run has taken over');
    expect(await courseOf(split(25), {}, 2)).toEqual(act({ kind: 'mark', candidate: NEW.digest }));
  });

  it('tells a mark that an earlier rollout has left', async () => {
    const image = `${REPOSITORY}@${OLD.digest}`;
    expect(await courseOf(split(0), { image }, 2)).toEqual(act({ kind: 'mark', candidate: null }));
    expect(await courseOf(split(25), { image }, 1)).toMatchObject({ kind: 'foreign' });
  });
});
