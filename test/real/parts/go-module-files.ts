import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { withGo } from './go-program.ts';

export interface GoModuleFiles {
  readonly module: string;
  /** Such as `v1.2.3`. */
  readonly version: string;
  /** The path in the module of a file or folder, by what it is to be called here. */
  readonly files: Readonly<Record<string, string>>;
}

const downloaded = z.object({ Dir: z.string() });

/**
 * Copies files of Go modules into `folder`. What comes is checked against Go's public checksum database, as always.
 * @throws Error when a module can't be had
 */
export async function copyFromGoModules(modules: readonly GoModuleFiles[], folder: string): Promise<void> {
  // Outside of any module, so that nobody's go.mod has a say.
  const nowhere = await mkdtemp(join(tmpdir(), 'glidepath-go-'));
  try {
    await mkdir(folder, { recursive: true });
    await withGo(folder, async (go) => {
      for (const { module, version, files } of modules) {
        const said = await go(['mod', 'download', '-json', `${module}@${version}`], nowhere);
        const { Dir: place } = z.parse(downloaded, JSON.parse(said));
        for (const [name, path] of Object.entries(files))
          await cp(join(place, path), join(folder, name), { recursive: true });
      }
    });
  } finally {
    await rm(nowhere, { recursive: true });
  }
}
