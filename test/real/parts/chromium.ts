import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { installed, type Cache } from './cache.ts';
import { unpackNpm } from './npm-package.ts';
import { tool } from './tool.ts';

export interface ChromiumPart {
  readonly version: string;
  readonly browser: string;
  /** Shared libraries that it needs beside the C library, for LD_LIBRARY_PATH. */
  readonly libraries: string;
}

const VERSION = '153.0.0';

/**
 * The headless build that npm carries for serverless hosts. Debian's own package needs root, comes without fonts, and is
 * replaced with each security fix, so that it can't be pinned; this one is one tarball with the libraries it needs.
 */
export async function ensureChromium(cache: Cache): Promise<ChromiumPart> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `npm's @sparticuz/chromium ${VERSION} is for Linux on x64, and this is ${process.platform} on ${process.arch}`,
    );
  }
  const folder = await installed(cache, 'chromium', VERSION, install);
  const browser = join(folder, 'chromium');
  const libraries = join(folder, 'lib');
  const said = await tool(browser, ['--version'], { cwd: folder, env: { LD_LIBRARY_PATH: libraries } });
  const version = /([\d.]{5,})/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${browser} does not tell its version: ${said}`);
  return { version, browser, libraries };
}

async function install(folder: string): Promise<void> {
  const box = join(folder, 'package');
  await mkdir(box);
  await unpackNpm(
    {
      name: '@sparticuz/chromium',
      version: VERSION,
      sha512: 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
    },
    box,
  );
  await inflate(join(box, 'bin/chromium.br'), join(folder, 'chromium'));
  await chmod(join(folder, 'chromium'), 0o755);
  // NSS and Expat, as Amazon Linux 2023 has them; they run with the C library of Debian 12.
  await inflate(join(box, 'bin/al2023.tar.br'), join(folder, 'lib.tar'));
  await tool('tar', ['-xf', 'lib.tar'], { cwd: folder });
  await rm(join(folder, 'lib.tar'));
  await rm(box, { recursive: true });
}

async function inflate(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}
