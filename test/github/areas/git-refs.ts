import type { Ref } from '../git/bare-repository.ts';
import { notFound, Refusal } from '../server/reply.ts';
import type { Reply } from '../server/reply.ts';
import { listReply } from '../server/pages.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';
import { nodeId } from '../world/world.ts';
import { refuseWorkflowFiles } from './workflow-files.ts';

/** Refs of the real repository. An update is one compare-and-swap of git's, so of many writers one wins. */
export function gitRefs(world: World) {
  const { git } = world;

  return {
    async 'git/get-ref'({ path }) {
      const ref = await git.ref(`refs/${path.ref}`);
      if (ref === null) throw notFound();
      return { status: 200, body: view(ref) };
    },

    async 'git/list-matching-refs'(asked) {
      return listReply(await git.refs(`refs/${asked.path.ref}`), asked, world.url, view);
    },

    async 'git/create-ref'({ body: { ref: name, sha }, caller }) {
      if (!/^refs\/[^/]+\/.+/.test(name) || !(await git.isRefName(name))) {
        throw new Refusal(422, `${name} is not a valid ref name.`);
      }
      const type = await existing(sha);
      if (name.startsWith('refs/heads/') && type !== 'commit')
        throw new Refusal(422, 'Object is not a commit');
      await refuseWorkflowFiles(world, caller, sha);
      if (!(await git.swap(name, sha, null))) throw new Refusal(422, 'Reference already exists');
      return written(201, { name, sha, type });
    },

    async 'git/update-ref'({ path, body: { sha, force = false }, caller }) {
      const name = `refs/${path.ref}`;
      const type = await existing(sha);
      await refuseWorkflowFiles(world, caller, sha);
      // Who loses a race against another writer looks again at what stands there now.
      for (;;) {
        const old = await git.ref(name);
        if (old === null) throw new Refusal(422, 'Reference does not exist');
        if (!force && !(await git.isAncestor(old.sha, sha))) {
          throw new Refusal(422, 'Update is not a fast forward');
        }
        if (await git.swap(name, sha, old.sha)) return written(200, { name, sha, type });
      }
    },

    async 'git/delete-ref'({ path }) {
      const name = `refs/${path.ref}`;
      if ((await git.ref(name)) === null) throw new Refusal(422, 'Reference does not exist');
      await git.remove(name);
      return { status: 204 };
    },
  } satisfies Partial<Routes>;

  async function existing(sha: string): Promise<string> {
    const type = await git.typeOf(sha);
    if (type === null) throw new Refusal(422, 'Object does not exist');
    return type;
  }

  function written(status: number, ref: Ref): Reply {
    const body = view(ref);
    return { status, body, headers: status === 201 ? { location: body.url } : {} };
  }

  function view({ name, sha, type }: Ref) {
    return {
      ref: name,
      node_id: nodeId('Ref', name),
      url: `${world.api}/git/${name}`,
      object: { sha, type, url: `${world.api}/git/${type}s/${sha}` },
    };
  }
}
