import type { BuildFailureKind, RegistryErrorKind } from '@glidepath/images';
import type { Diagnostic } from '@glidepath/model';

/** A build that failed, or could not be begun or pushed. Ends a run with exit code 1. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  readonly kind: BuildFailureKind | RegistryErrorKind;
  /** Where in the Dockerfile; none where that is not known. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    kind: BuildFailureKind | RegistryErrorKind,
    message: string,
    diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
    this.kind = kind;
    this.diagnostics = diagnostics;
  }
}
