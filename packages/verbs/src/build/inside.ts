import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../user-error.ts';
import { isInside } from '../workspace-path.ts';

/**
 * A path of the delivery file, absolute, links followed.
 * @param what as a message names it
 * @throws UserError where it is not there, or leads out of the workspace
 */
export async function insideWorkspace(workspace: string, path: string, what: string): Promise<string> {
  const root = await realpath(workspace);
  const found = await realpath(resolve(root, path)).catch(() => null);
  if (found === null)
    throw new UserError(
      `the ${what} ${JSON.stringify(path)} is not there, check the path in the delivery file`,
    );
  if (isInside(root, found)) return found;
  throw new UserError(
    `the ${what} ${JSON.stringify(path)} leads out of the workspace ${root}, name one inside of it`,
  );
}
