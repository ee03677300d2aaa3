import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { unpackDebian } from './debian-package.ts';
import { tool } from './tool.ts';

/** What Skopeo and Buildah are linked with, and not every machine has. */
const LIBRARIES = ['libgpgme11', 'libassuan0', 'libgpg-error0', 'libdevmapper1.02.1', 'libseccomp2'] as const;

/**
 * Unpacks a program and its libraries, and has the program look for them beside itself. By the environment it would not do:
 * Buildah runs a copy of itself that is no file and gets none.
 * @param program below the folder
 * @param place where the folder will be in the end
 */
export async function unpackContainerTool(
  name: string,
  version: string,
  folder: string,
  program: string,
  place: string,
): Promise<void> {
  for (const library of LIBRARIES) await unpackDebian(library, '*', folder);
  await unpackDebian('patchelf', '*', folder);
  await unpackDebian(name, version, folder);
  const files = await readdir(folder, { recursive: true });
  const folders = new Set(files.filter((file) => /\.so\.\d+$/.test(file)).map((file) => dirname(file)));
  const beside = [...folders].map((one) => `$ORIGIN/${relative(dirname(program), one)}`);
  const path = [...beside, ...[...folders].map((one) => join(place, one))].join(':');
  // With --force-rpath it holds for what the libraries need too.
  const args = ['--force-rpath', '--set-rpath', path, join(folder, program)];
  await tool(join(folder, 'usr/bin/patchelf'), args, { cwd: folder });
}
