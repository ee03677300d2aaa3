import { readTree } from '../git/trees.ts';
import { Refusal } from '../server/reply.ts';
import type { Caller } from '../server/tokens.ts';
import type { World } from '../world/world.ts';

/**
 * GitHub takes no ref from an app without the permission `workflows` when the commit's workflow files are not those of
 * the default branch. What it compares exactly is not documented; here: the files as they are on the default branch now.
 * The rule holds for tokens that name `workflows` among their permissions; other tokens are not asked.
 */
export async function refuseWorkflowFiles(
  { git }: World,
  { permissions, kind }: Caller,
  sha: string,
): Promise<void> {
  if (kind === 'user' || permissions === 'all') return;
  if (permissions.workflows === undefined || permissions.workflows === 'write') return;
  const known = new Set(await workflowsOf(`refs/heads/${await git.defaultBranch()}`));
  const unknown = (await workflowsOf(sha)).filter((file) => !known.has(file));
  if (unknown.length > 0) throw new Refusal(403, 'Resource not accessible by integration');

  async function workflowsOf(revision: string): Promise<string[]> {
    const tree = await git.resolve(revision, 'tree');
    const entries = tree === null ? [] : await readTree(git, tree, true);
    return entries
      .filter(({ path, type }) => type === 'blob' && path.startsWith('.github/workflows/'))
      .map(({ path, sha: blob }) => `${path} ${blob}`);
  }
}
