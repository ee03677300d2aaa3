import { CONTEXT, IMAGES } from './settings.ts';

/**
 * What becomes of a pod is told by its image's digest, as a release is: the digests that begin so don't live as others do.
 * kwok reads it from the stages in stages.ts.
 */
export const FATES = {
  /** The image can't be pulled: Pending, ImagePullBackOff. */
  'never-pulled': 'bad0',
  /** Runs, and its readiness probe never succeeds. */
  'never-ready': 'bad1',
  /** Crashes again and again from the start. */
  'crash-loop': 'bad2',
  /** Is ready, and crashes again and again after LATER_MS. */
  'crashes-later': 'bad3',
  /** Is ready after LATER_MS. */
  slow: '510e',
} as const;

export type Fate = keyof typeof FATES;

export const LATER_MS = 3_000;

/**
 * An image whose pods have this fate; without one they are ready at once.
 * @param release any number below 16^8; another one is another image
 */
export function imageOf(release: number, fate?: Fate): string {
  if (CONTEXT !== null) return realImageOf(release, fate);
  const begin = fate === undefined ? '0000' : FATES[fate];
  return `registry.test/shop/api@sha256:${begin}${release.toString(16).padStart(60, '0')}`;
}

/** A kubelet pulls the images that there are, and never gets one that there is not. */
function realImageOf(release: number, fate: Fate | undefined): string {
  const image = IMAGES[release - 1];
  if (image === undefined) throw new Error(`GLIDEPATH_TEST_IMAGES names no image ${release}`);
  if (fate === undefined) return image;
  if (fate !== 'never-pulled') throw new Error(`no image is known to be ${fate} on a real kubelet`);
  return `${image.slice(0, image.indexOf('@'))}@sha256:${FATES[fate]}${String(release).padStart(60, '0')}`;
}
