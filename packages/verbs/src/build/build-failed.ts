import type { BuildFailureKind, RegistryErrorKind } from '@glidepath/images';
import type { Diagnostic } from '@glidepath/model';

/** proof: it was built and pushed, and not proven. */
export type BuildFailedKind = BuildFailureKind | RegistryErrorKind | 'proof';

/** A build that failed, or could not be begun or pushed. Ends a run with exit code 1. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  readonly kind: BuildFailedKind;
  /** Where in the Dockerfile; none where that is not known. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(kind: BuildFailedKind, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.kind = kind;
    this.diagnostics = diagnostics;
  }
}
