import * as z from 'zod/mini';
import { read } from '../answers.ts';
import type { GitHub } from '../client.ts';

/** What a commit has at a path, as GitHub's trees say it. */
export interface TreeFile {
  readonly mode: string;
  /** `commit`: a submodule. */
  readonly type: 'blob' | 'commit';
  readonly sha: string;
}

const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
const treeSchema = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});

/** All files of a commit by their path; null where GitHub does not list them all. One call. @throws GitHubError */
export async function readTree(
  github: GitHub,
  commit: string,
): Promise<ReadonlyMap<string, TreeFile> | null> {
  const { truncated, tree } = await read(github, treeSchema, TREE, { tree_sha: commit, recursive: '1' });
  if (truncated) return null;
  const files = tree.flatMap(({ path, mode, type, sha }) =>
    type === 'blob' || type === 'commit' ? [[path, { mode, type, sha }] as const] : [],
  );
  return new Map(files);
}
