import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from './tool.ts';

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** What the tarball must be, as the registry's `dist.integrity` says: sha512, base64. */
  readonly sha512: string;
}

/**
 * Unpacks one package of the npm registry into `folder`, without what it depends on and without running any script.
 * @throws Error when it can't be had, or is not the one that is pinned here
 */
export async function unpackNpm({ name, version, sha512 }: NpmPackage, folder: string): Promise<void> {
  await tool('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', folder], {
    cwd: folder,
  });
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`"npm pack ${name}@${version}" left no tarball in ${folder}`);
  const path = join(folder, tarball);
  const found = createHash('sha512')
    .update(await readFile(path))
    .digest('base64');
  if (found !== sha512) {
    throw new Error(
      `npm's ${name}@${version} has the sha512 ${found}, pinned is ${sha512}: it was not unpacked`,
    );
  }
  await tool('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: folder });
  await rm(path);
}
