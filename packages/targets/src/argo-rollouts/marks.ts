import { isDigest, type Digest } from '@glidepath/model';
import type { KubeObject } from '../kubernetes/api.ts';

/**
 * What Glidepath says of its work in the object that has the template. It is written together with the image: where the two
 * differ, somebody else has changed the image, whichever run looks.
 */
export interface Marks {
  /** What was put there last, until it is through. */
  readonly candidate: Digest | null;
  /** The image as it was written before that. */
  readonly before: string | null;
  /** The fence of the conductor that wrote last; no lower one writes after it. It stays. */
  readonly fence: number;
}

const CANDIDATE = 'glidepath.dev/candidate';
const BEFORE = 'glidepath.dev/before';
const FENCE = 'glidepath.dev/fence';

export function marksOf({ metadata }: KubeObject): Marks {
  const { annotations = {} } = metadata;
  const candidate = annotations[CANDIDATE] ?? '';
  const fence = Number(annotations[FENCE] ?? 0);
  return {
    candidate: isDigest(candidate) ? candidate : null,
    before: annotations[BEFORE] ?? null,
    fence: Number.isSafeInteger(fence) ? fence : 0,
  };
}

/** The annotations with these marks. */
export function annotationsWith({ metadata }: KubeObject, marks: Marks): Readonly<Record<string, string>> {
  const { [CANDIDATE]: _, [BEFORE]: __, [FENCE]: ___, ...others } = metadata.annotations ?? {};
  return {
    ...others,
    ...(marks.candidate === null ? {} : { [CANDIDATE]: marks.candidate }),
    ...(marks.before === null ? {} : { [BEFORE]: marks.before }),
    [FENCE]: String(marks.fence),
  };
}
