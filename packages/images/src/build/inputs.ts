import type { Digest } from '@glidepath/model';
import { formatPlatform } from '../registry/platform.ts';
import { digestOf } from '../sha256.ts';
import type { BuildRequest } from './request.ts';

/** All that decides what an image will be. */
export interface BuildInputs {
  readonly context: Digest;
  /** The text of the Dockerfile. */
  readonly dockerfile: string;
  readonly request: Pick<BuildRequest, 'target' | 'args' | 'secrets' | 'platforms'>;
  /** Those that the user wrote. What is told of each commit would be another image with each. */
  readonly labels: Readonly<Record<string, string>>;
  /** By the names that the Dockerfile has for them. */
  readonly bases: ReadonlyMap<string, Digest>;
}

/** Says how the digest is made: another way is another number. */
const VERSION = 1;
const DIGITS = 32;

/** The tag that an image has by what it is made of, so that it is found and not made again. */
export function inputTag({ context, dockerfile, request, labels, bases }: BuildInputs): string {
  const text = JSON.stringify([
    VERSION,
    context,
    digestOf(Buffer.from(dockerfile)),
    request.target,
    sorted(Object.entries(request.args)),
    // The values of secrets change without a change of what is built.
    request.secrets.map(({ id }) => id).sort(),
    request.platforms.map(formatPlatform).sort(),
    sorted(Object.entries(labels)),
    sorted([...bases]),
  ]);
  return `${INPUT_TAGS}${digestOf(Buffer.from(text)).slice('sha256:'.length).slice(0, DIGITS)}`;
}

/** What our own tags begin with. */
export const INPUT_TAGS = 'glidepath-';

function sorted(entries: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
