import type { Commit, Signature } from '../git/commits.ts';
import { moment, readCommit, writeCommit } from '../git/commits.ts';
import type { TreeChange, TreeEntry } from '../git/trees.ts';
import { readTree, writeBlob, writeTree } from '../git/trees.ts';
import { invalid, notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { isoDate, nodeId } from '../world/world.ts';
import type { World } from '../world/world.ts';

interface GivenSignature {
  readonly name?: string;
  readonly email?: string;
  readonly date?: string;
}

/** Commits, trees and blobs as git's own objects. */
export function gitObjects(world: World) {
  const { git } = world;

  return {
    async 'git/create-commit'({ body, caller }) {
      const { tree, parents = [], message, signature } = body;
      if ((await git.typeOf(tree)) !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
      for (const parent of parents) {
        if ((await git.typeOf(parent)) === 'commit') continue;
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
      }
      const { name, email } = world.person(caller.login);
      const author = signed(body.author ?? {}, { name, email, ...thisMoment() }, 'author');
      const committer = signed(body.committer ?? {}, author, 'committer');
      const sha = await writeCommit(git, {
        tree,
        parents,
        message,
        author,
        committer,
        ...(signature === undefined ? {} : { signature }),
      });
      const commit = await found(sha);
      return { status: 201, body: view(commit), headers: { location: `${world.api}/git/commits/${sha}` } };
    },

    async 'git/get-commit'({ path }) {
      return { status: 200, body: view(await found(path.commit_sha)) };
    },

    async 'git/create-tree'({ body: { tree: entries, base_tree: base = null } }) {
      const root = base === null ? null : await git.resolve(base, 'tree');
      if (base !== null && root === null) throw new Refusal(422, 'base_tree is not a valid tree oid');
      if (entries.length === 0) throw new Refusal(422, 'Invalid tree info');
      const known = root === null ? [] : await readTree(git, root, true);
      const changes: TreeChange[] = [];
      for (const entry of entries) {
        const { path, mode = '100644', sha, content } = entry;
        if (path === undefined || !isSafePath(path))
          throw new Refusal(422, 'tree.path contains a malformed path component');
        if (sha != null && content !== undefined) {
          throw new Refusal(422, 'Must supply either tree.sha or tree.content');
        }
        if (sha != null && (await git.typeOf(sha)) === null) {
          throw new Refusal(422, `tree.sha ${sha} is not a valid ${entry.type ?? 'blob'}`);
        }
        if (sha === null && content === undefined && !known.some((file) => file.path === path)) {
          throw new Refusal(422, 'GitRPC::BadObjectState');
        }
        changes.push({
          path,
          mode,
          sha: content === undefined ? (sha ?? null) : await writeBlob(git, content),
        });
      }
      const sha = await writeTree(git, root, changes);
      return {
        status: 201,
        body: treeView(sha, await readTree(git, sha, false)),
        headers: { location: `${world.api}/git/trees/${sha}` },
      };
    },

    async 'git/get-tree'({ path, query }) {
      const sha = await git.resolve(path.tree_sha, 'tree');
      if (sha === null) throw notFound();
      // GitHub takes any value of `recursive`, `0` and `false` too, for yes.
      return { status: 200, body: treeView(sha, await readTree(git, sha, query.recursive !== undefined)) };
    },

    async 'git/create-blob'({ body: { content, encoding = 'utf-8' } }) {
      if (encoding !== 'utf-8' && encoding !== 'base64') {
        throw invalid({ resource: 'Blob', field: 'encoding', code: 'invalid' });
      }
      const sha = await writeBlob(git, Buffer.from(content, encoding));
      const url = `${world.api}/git/blobs/${sha}`;
      return { status: 201, body: { sha, url }, headers: { location: url } };
    },

    async 'git/get-blob'({ path: { file_sha: sha } }) {
      if ((await git.typeOf(sha)) !== 'blob') throw notFound();
      const bytes = await git.bytes(sha);
      return {
        status: 200,
        body: {
          sha,
          node_id: nodeId('Blob', sha),
          size: bytes.length,
          url: `${world.api}/git/blobs/${sha}`,
          content: lines(bytes.toString('base64')),
          encoding: 'base64',
        },
      };
    },
  } satisfies Partial<Routes>;

  async function found(sha: string): Promise<Commit> {
    const commit = await readCommit(git, sha);
    if (commit === null) throw notFound();
    return commit;
  }

  function view(commit: Commit): Record<string, unknown> {
    const { sha, tree, parents, message } = commit;
    return {
      sha,
      node_id: nodeId('Commit', sha),
      url: `${world.api}/git/commits/${sha}`,
      html_url: `${world.page}/commit/${sha}`,
      author: signatureView(commit.author),
      committer: signatureView(commit.committer),
      tree: { sha: tree, url: `${world.api}/git/trees/${tree}` },
      message,
      parents: parents.map((parent) => ({
        sha: parent,
        url: `${world.api}/git/commits/${parent}`,
        html_url: `${world.page}/commit/${parent}`,
      })),
      verification: UNSIGNED,
    };
  }

  function treeView(sha: string, entries: readonly TreeEntry[]): Record<string, unknown> {
    return {
      sha,
      url: `${world.api}/git/trees/${sha}`,
      tree: entries.map(({ path, mode, type, sha: entry, size }) => ({
        path,
        mode,
        type,
        sha: entry,
        ...(size === null ? {} : { size }),
        ...(type === 'commit' ? {} : { url: `${world.api}/git/${type}s/${entry}` }),
      })),
      truncated: false,
    };
  }
}

export const UNSIGNED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

export function signatureView({ name, email, at }: Signature): Record<string, string> {
  return { name, email, date: isoDate(at) };
}

/** GitHub breaks base64 into lines. */
export function lines(base64: string): string {
  return base64.replaceAll(/.{60}/g, '$&\n') + (base64.length % 60 === 0 ? '' : '\n');
}

function signed(given: GivenSignature, otherwise: Signature, field: string): Signature {
  const { name = otherwise.name, email = otherwise.email, date } = given;
  const when = date === undefined ? otherwise : moment(date);
  if (when === null) throw invalid({ resource: 'Commit', field: `${field}.date`, code: 'invalid' });
  return { name, email, at: when.at, zone: when.zone };
}

function thisMoment(): Pick<Signature, 'at' | 'zone'> {
  return { at: Math.floor(Date.now() / 1000), zone: '+0000' };
}

function isSafePath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part !== '.git');
}
