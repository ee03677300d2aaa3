import type { BuildFailure } from '../build/failure.ts';

/** A build that failed. Its message holds no secret and is fit for a user. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly failure: BuildFailure;

  constructor(failure: BuildFailure) {
    const step = failure.step === null ? '' : ` at ${failure.step}`;
    super(`the build failed${step}: ${failure.message}; ${failure.mend}`);
    this.failure = failure;
  }
}
