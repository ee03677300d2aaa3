import type { Diagnostic } from '@glidepath/model';

/** What a user gave can't be used. Thrown before anything is touched; ends a run with exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Where in the delivery file; none where the mistake is in a flag or an input. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.diagnostics = diagnostics;
  }
}

/** The run was told to stop before there was a release to speak of; nothing was changed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Exit code of a run that was given something it can't use. */
export const BAD_INPUT = 2;
