/**
 * invalid: what we were given can't be used · unreachable: no answer, or the server is in trouble · refused: not logged in,
 * or not allowed · not-found · broken: the answer is not what the specification says · mismatch: content does not have its
 * digest · throttled: asked too often · full: no room, here or there · too-large: more than we read · taken: the tag names
 * something else · unsafe: an archive or a link that leads outside.
 */
export type RegistryErrorKind =
  | 'invalid'
  | 'unreachable'
  | 'refused'
  | 'not-found'
  | 'broken'
  | 'mismatch'
  | 'throttled'
  | 'full'
  | 'too-large'
  | 'taken'
  | 'unsafe';

/** What went wrong with an image, an artifact or their registry. Its message holds no secret and is fit for a user. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly kind: RegistryErrorKind;
  /** What to do about it. */
  readonly mend: string;

  /** @param what with the place: `registry ghcr.io refused to push acme/shop` */
  constructor(kind: RegistryErrorKind, what: string, mend: string) {
    super(`${what}; ${mend}`);
    this.kind = kind;
    this.mend = mend;
  }
}
