import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackNpm } from './npm-package.ts';

export interface AxePart {
  readonly version: string;
  /** The script that a page is judged by from inside. */
  readonly script: string;
}

const VERSION = '4.14.1';

/** The accessibility rules that browsers' own tools use: contrast, order of headings and many more. */
export async function ensureAxe(cache: Cache): Promise<AxePart> {
  const folder = await installed(cache, 'axe', VERSION, async (into) =>
    unpackNpm(
      {
        name: 'axe-core',
        version: VERSION,
        sha512: 'FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==',
      },
      into,
    ),
  );
  return { version: VERSION, script: join(folder, 'axe.min.js') };
}
