import { readTree } from '../git/trees.ts';
import type { TreeEntry } from '../git/trees.ts';
import { notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';
import { lines } from './git-objects.ts';

/** Files and folders out of git. */
export function contents(world: World) {
  const { git } = world;

  return {
    async 'repos/get-content'({ path: { path }, query, accept }) {
      const ref = query.ref ?? (await git.defaultBranch());
      const commit = await git.resolve(ref);
      if (commit === null) throw new Refusal(404, `No commit found for the ref ${ref}`);
      const wanted = path.replace(/\/+$/, '');
      const entries = await readTree(git, commit, true);
      const entry = entries.find((candidate) => candidate.path === wanted);
      if (entry?.type === 'tree') {
        const inside = entries.filter((candidate) => parentOf(candidate.path) === wanted);
        return { status: 200, body: inside.map((child) => view(child, ref)) };
      }
      if (entry === undefined) throw notFound();
      if (entry.type === 'commit')
        return { status: 200, body: { ...view(entry, ref), submodule_git_url: '' } };
      const bytes = await git.bytes(entry.sha);
      if (/application\/vnd\.github(\.v3)?\.raw/.test(accept)) {
        return {
          status: 200,
          body: bytes.toString(),
          type: 'application/vnd.github.raw+json; charset=utf-8',
        };
      }
      if (entry.mode === '120000')
        return { status: 200, body: { ...view(entry, ref), target: bytes.toString() } };
      const body = { ...view(entry, ref), content: lines(bytes.toString('base64')), encoding: 'base64' };
      return { status: 200, body };
    },
  } satisfies Partial<Routes>;

  function view({ path, type, mode, sha, size }: TreeEntry, ref: string): Record<string, unknown> {
    const name = encodeURI(path);
    const isFolder = type === 'tree';
    const self = `${world.api}/contents/${name}?ref=${ref}`;
    const html = `${world.page}/${isFolder ? 'tree' : 'blob'}/${ref}/${name}`;
    const gitUrl = `${world.api}/git/${isFolder ? 'trees' : 'blobs'}/${sha}`;
    return {
      name: path.split('/').at(-1),
      path,
      sha,
      size: size ?? 0,
      url: self,
      html_url: html,
      git_url: gitUrl,
      download_url: isFolder ? null : `${world.page}/raw/${ref}/${name}`,
      type: kindOf(type, mode),
      _links: { self, git: gitUrl, html },
    };
  }
}

function kindOf(type: string, mode: string): string {
  if (type === 'tree') return 'dir';
  if (type === 'commit') return 'submodule';
  return mode === '120000' ? 'symlink' : 'file';
}

function parentOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
