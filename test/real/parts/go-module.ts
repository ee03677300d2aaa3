import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGo } from './go-program.ts';

export interface GoModule {
  /** Its main package is the program. */
  readonly module: string;
  /** Such as `v1.2.3`. */
  readonly version: string;
  /** What the program is called in the folder. */
  readonly program: string;
}

/**
 * Builds a Go program into `folder` from within a module that names nothing but it. `go install` first asks for all the
 * versions that there are, to warn of those taken back, and a module proxy that has only some of them does not tell.
 * This asks for the one version alone; what comes is checked against Go's public checksum database just the same.
 * @throws Error when it can't be had
 */
export async function buildGoModule({ module, version, program }: GoModule, folder: string): Promise<void> {
  const around = join(folder, 'around');
  await mkdir(around);
  await writeFile(join(around, 'go.mod'), `module around\n\ngo 1.24\n\nrequire ${module} ${version}\n`);
  await runGo(['build', '-mod=mod', '-trimpath', '-o', join(folder, program), module], around, folder);
  await rm(around, { recursive: true });
}
