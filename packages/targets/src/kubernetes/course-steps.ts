import { percent, type Digest, type KubernetesTargetSpec, type Percent } from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { imageIn, imageOf, type Deployment, type PodTemplate, type ReplicaSet } from './deployment.ts';
import type { Hold } from './marks.ts';
import { isOurPreview } from './preview-service.ts';
import { progressOf } from './progress.ts';
import type { RouterView } from './router.ts';
import type { Switched } from './switching.ts';

/** What a course is made of: what is seen, what is written, and the small steps that all ways share. */

export interface Seen {
  readonly stable: Deployment | null;
  readonly canary: Deployment | null;
  /** Those of the stable Deployment. */
  readonly sets: readonly ReplicaSet[];
  /** Null where nothing but the number of pods divides the traffic. */
  readonly router: RouterView | null;
  /** The Service that is switched, and is the router then; null: none is. */
  readonly switched: Switched | null;
  /** In ms since 1970. */
  readonly now: number;
}

export interface Settings {
  readonly spec: KubernetesTargetSpec;
  /** Whose image is the release. */
  readonly container: string;
}

export type Course =
  | { readonly kind: 'write'; readonly write: Write }
  /** `until`: as of a write. */
  | { readonly kind: 'wait'; readonly note: string; readonly until: number | null }
  /** `stranger`: whose release was left there; null: all is as desired. */
  | { readonly kind: 'there'; readonly note: string; readonly stranger: Foreign | null }
  /** Somebody else has changed what the rollout works on. `mend`: what puts it back, or begins to; null: nothing here does. */
  | { readonly kind: 'foreign'; readonly foreign: Foreign; readonly mend: Write | null }
  | { readonly kind: 'failed'; readonly why: string };

export type Write =
  /** `until`: at that many updated pods the Deployment is to be held, as soon as they are there; null: it is not. */
  | { readonly kind: 'hold'; readonly hold: Partial<Hold>; readonly until: number | null }
  | { readonly kind: 'template'; readonly template: PodTemplate }
  | { readonly kind: 'canary'; readonly image: string; readonly replicas: number }
  /** As it was made, whatever others have made of it. */
  | {
      readonly kind: 'remake';
      readonly canary: Deployment;
      readonly image: string;
      readonly replicas: number;
    }
  | { readonly kind: 'preview'; readonly service: string; readonly of: Deployment }
  | { readonly kind: 'remove'; readonly uid: string }
  /** `restore`: over what somebody else has set. */
  | { readonly kind: 'shift'; readonly weight: Percent; readonly restore: boolean };

export type Split = Extract<Desired, { kind: 'split' }>;

/** It belongs to the preview's Deployment, and goes a moment after it. */
export function previewLeft({ switched }: Seen): Course | null {
  const preview = switched?.preview ?? null;
  if (preview === null || !isOurPreview(preview)) return null;
  return wait(`the Service ${preview.metadata.name} is on its way out`);
}

export function unmarked(): Course {
  return holding({ candidate: null, service: null });
}

/** What somebody else made of it is written over on the way back. */
export function isAtStable({ weight, failure, drift }: RouterView): boolean {
  return weight === 0 && failure === null && drift === null;
}

export function shiftBack(): Course {
  return { kind: 'write', write: shiftTo(percent(0)) };
}

export function shiftTo(weight: Percent, restore = true): Write {
  return { kind: 'shift', weight, restore };
}

export function progressed(stable: Deployment): Course {
  const progress = progressOf(stable);
  switch (progress.kind) {
    case 'failed':
      return failed(progress.note);
    case 'moving':
      return wait(progress.note);
    case 'done':
      return there(progress.note);
  }
}

/** By digest, of the repository that the file names or that is there. */
export function referenceTo(digest: Digest, stable: Deployment, { spec, container }: Settings): string {
  const repository = spec.image ?? imageIn(imageOf(stable.spec.template, container) ?? '').repository;
  return `${repository}@${digest}`;
}

export function holding(hold: Partial<Hold>, until: number | null = null): Course {
  return { kind: 'write', write: { kind: 'hold', hold, until } };
}

export function goneOf({ metadata }: Deployment): Course {
  return metadata.deletionTimestamp === undefined
    ? { kind: 'write', write: { kind: 'remove', uid: metadata.uid } }
    : wait(`${metadata.name} is on its way out`);
}

export function wait(note: string, until: number | null = null): Course {
  return { kind: 'wait', note, until };
}

export function there(note: string): Course {
  return { kind: 'there', note, stranger: null };
}

export function foreign(what: Foreign, mend: Write | null = null): Course {
  return { kind: 'foreign', foreign: what, mend };
}

export function failed(why: string): Course {
  return { kind: 'failed', why };
}
