import { RegistryError } from '@glidepath/images';

/**
 * invalid: what we were given can't be used · identity: the job can't say who it is · refused: not allowed · unreachable: no
 * answer, or the server is in trouble · broken: the answer is not what it should be · tool: a program failed.
 */
export type ProofErrorKind = 'invalid' | 'identity' | 'refused' | 'unreachable' | 'broken' | 'tool';

/** What went wrong with a proof. Its message holds no secret and is fit for a user. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  readonly kind: ProofErrorKind;
  /** What is wrong, with the place. */
  readonly why: string;
  /** What to do about it. */
  readonly mend: string;

  constructor(kind: ProofErrorKind, why: string, mend: string) {
    super(`${why}; ${mend}`);
    this.kind = kind;
    this.why = why;
    this.mend = mend;
  }
}

/** What is wrong, and what to do about it. */
export interface Trouble {
  readonly why: string;
  readonly mend: string;
}

/** Of an error that is fit for a user. @throws the error itself where it is another one */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ProofError) return { why: error.why, mend: error.mend };
  if (!(error instanceof RegistryError)) throw error;
  const end = `; ${error.mend}`;
  return {
    why: error.message.endsWith(end) ? error.message.slice(0, -end.length) : error.message,
    mend: error.mend,
  };
}
