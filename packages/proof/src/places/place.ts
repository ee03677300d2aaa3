import type { Digest } from '@glidepath/model';
import type { ProofPlace } from '../types.ts';

/** Where signed statements stand. */
export interface Place {
  readonly name: ProofPlace;
  /**
   * The bundles that are about a subject, as JSON that nobody has checked.
   * @param wants leaves out what says itself that it is of another type
   * @throws ProofError, RegistryError
   */
  bundles(subject: Digest, wants: (predicateType: string) => boolean): AsyncIterable<unknown>;
  /** @throws ProofError, RegistryError */
  publish(subject: Digest, bundle: Published): Promise<void>;
}

export interface Published {
  readonly json: object;
  readonly predicateType: string;
}

/** In bytes. An SBOM of a large image has a few millions. */
export const LARGEST_BUNDLE = 32 * 1024 * 1024;
/** Of one subject. Whoever writes more wants to keep us busy. */
export const MOST_BUNDLES = 300;
