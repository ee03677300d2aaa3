import type { FileChange } from '../git/comparison.ts';
import type { Commit } from '../git/commits.ts';
import type { Signature } from '../git/commits.ts';
import { faceOf } from '../world/faces.ts';
import type { World } from '../world/world.ts';
import { nodeId } from '../world/world.ts';
import { signatureView, UNSIGNED } from './git-objects.ts';

/** A commit with the people behind it, as lists and comparisons have it. */
export function commitView(world: World, commit: Commit): Record<string, unknown> {
  const { sha, tree, parents, message, author, committer } = commit;
  const url = `${world.api}/commits/${sha}`;
  return {
    sha,
    node_id: nodeId('Commit', sha),
    commit: {
      author: signatureView(author),
      committer: signatureView(committer),
      message,
      tree: { sha: tree, url: `${world.api}/git/trees/${tree}` },
      url: `${world.api}/git/commits/${sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url,
    html_url: `${world.page}/commit/${sha}`,
    comments_url: `${url}/comments`,
    author: person(author),
    committer: person(committer),
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${world.api}/commits/${parent}`,
      html_url: `${world.page}/commit/${parent}`,
    })),
  };

  /** Null for an address that no account has. */
  function person({ email }: Signature): Record<string, unknown> | null {
    const found = world.personOf(email);
    return found === null ? null : faceOf(world, found);
  }
}

/** A changed file. @param at the commit whose version is linked to */
export function fileView(world: World, change: FileChange, at: string): Record<string, unknown> {
  const { path, previousPath, status, sha, additions, deletions, patch } = change;
  const name = encodeURI(path);
  return {
    sha,
    filename: path,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${world.page}/blob/${at}/${name}`,
    raw_url: `${world.page}/raw/${at}/${name}`,
    contents_url: `${world.api}/contents/${name}?ref=${at}`,
    ...(previousPath === null ? {} : { previous_filename: previousPath }),
    ...(patch === null || patch === '' ? {} : { patch }),
  };
}
