import { BuildError, RegistryError } from '@glidepath/images';
import type { Build, Diagnostic } from '@glidepath/model';
import { Cancelled, UserError } from '../user-error.ts';
import { BuildFailed } from './build-failed.ts';

/** Why there is no build, as a user is told: what can't be used is their mistake, everything else is a build that failed. */
export function failedBuild(error: unknown, build: Build, stop: AbortSignal): unknown {
  if (stop.aborted) return new Cancelled(`the build ${build.name} was stopped`);
  if (error instanceof BuildError) return toldByBuilder(error, build);
  // By its name: the code that signs is not loaded to tell its errors apart.
  if (error instanceof Error && error.name === 'ProofError')
    return new BuildFailed(
      'proof',
      `the build ${build.name} is pushed, and its proof is not: ${error.message}`,
    );
  if (!(error instanceof RegistryError)) return error;
  return error.kind === 'invalid' ? new UserError(error.message) : new BuildFailed(error.kind, error.message);
}

function toldByBuilder({ failure }: BuildError, build: Build): BuildFailed {
  const { kind, step, line, said, message, mend } = failure;
  const what = step === null ? message : `${step}: ${message}`;
  const last = said.length === 0 ? [] : [`it said last:\n${said.map((one) => `  ${one}`).join('\n')}`];
  const place = build.kind === 'image' && line !== null ? { file: build.dockerfile, line } : null;
  const where = place === null ? '' : `${place.file}:${place.line}: `;
  const text = `${where}the build ${build.name} failed: ${what}; ${mend}${last.map((one) => `\n${one}`).join('')}`;
  const diagnostics: readonly Diagnostic[] =
    place === null ? [] : [{ ...place, column: 1, what, mend: [mend, ...last].join('\n') }];
  return new BuildFailed(kind, text, diagnostics);
}
