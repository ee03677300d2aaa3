import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackNpm } from './npm-package.ts';

export interface FontsPart {
  readonly version: string;
  readonly folder: string;
}

const VERSION = '2.37.3';

/**
 * DejaVu, sans and mono. A fresh container has no font at all; and the same fonts everywhere give the same lines. They
 * are wide ones: what fits in them fits in most others.
 */
export async function ensureFonts(cache: Cache): Promise<FontsPart> {
  const folder = await installed(cache, 'fonts', VERSION, async (into) =>
    unpackNpm(
      {
        name: 'dejavu-fonts-ttf',
        version: VERSION,
        sha512: 'f1hd7jJbeQa1VWcw+K2KrTXS50zTMaHpVC4XIKJpNcDeYR5ajMtj/iLlQDYNvLOKamUB3ARVVCf79lNwNVztSQ==',
      },
      into,
    ),
  );
  return { version: `DejaVu ${VERSION}`, folder: join(folder, 'ttf') };
}
