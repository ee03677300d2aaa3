import { listReply } from '../server/pages.ts';
import { invalid, notFound } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Release } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';

/** GitHub's releases: a tag with words. */
export function releases(world: World) {
  const { git } = world;

  return {
    'repos/list-releases'(asked) {
      return listReply([...world.releases.values()].reverse(), asked, world.url, view);
    },

    async 'repos/create-release'({ body, caller }) {
      const { tag_name: tag, target_commitish: target = await git.defaultBranch(), name = null } = body;
      const { body: text = null, draft: isDraft = false, prerelease: isPrerelease = false } = body;
      if (byTag(tag) !== undefined) {
        throw invalid({ resource: 'Release', field: 'tag_name', code: 'already_exists' });
      }
      const at = now();
      const release: Release = {
        id: world.id(),
        tag,
        target,
        title: name,
        body: text,
        isDraft,
        isPrerelease,
        author: caller.login,
        createdAt: at,
        publishedAt: isDraft ? null : at,
      };
      if (!isDraft) await tagIt(release);
      world.releases.set(release.id, release);
      const answer = view(release);
      return { status: 201, body: answer, headers: { location: answer.url } };
    },

    'repos/get-latest-release'() {
      const latest = [...world.releases.values()].findLast(
        (release) => !release.isDraft && !release.isPrerelease,
      );
      if (latest === undefined) throw notFound();
      return { status: 200, body: view(latest) };
    },

    'repos/get-release-by-tag'({ path }) {
      const release = byTag(path.tag);
      if (release === undefined || release.isDraft) throw notFound();
      return { status: 200, body: view(release) };
    },

    'repos/get-release'({ path }) {
      return { status: 200, body: view(found(path.release_id)) };
    },

    async 'repos/update-release'({ path, body = {} }) {
      const release = found(path.release_id);
      release.tag = body.tag_name ?? release.tag;
      release.target = body.target_commitish ?? release.target;
      release.title = body.name ?? release.title;
      release.body = body.body ?? release.body;
      release.isPrerelease = body.prerelease ?? release.isPrerelease;
      release.isDraft = body.draft ?? release.isDraft;
      if (!release.isDraft) {
        await tagIt(release);
        release.publishedAt ??= now();
      }
      return { status: 200, body: view(release) };
    },
  } satisfies Partial<Routes>;

  function found(id: number): Release {
    const release = world.releases.get(id);
    if (release === undefined) throw notFound();
    return release;
  }

  function byTag(tag: string): Release | undefined {
    return [...world.releases.values()].find((release) => release.tag === tag);
  }

  /** Publishing makes the tag where there is none. */
  async function tagIt({ tag, target }: Release): Promise<void> {
    if ((await git.ref(`refs/tags/${tag}`)) !== null) return;
    const sha = await git.resolve(target);
    if (sha === null) throw invalid({ resource: 'Release', field: 'target_commitish', code: 'invalid' });
    await git.swap(`refs/tags/${tag}`, sha, null);
  }

  function view(release: Release) {
    const { id, tag, target, title, body, isDraft, isPrerelease, author, createdAt, publishedAt } = release;
    const url = `${world.api}/releases/${id}`;
    return {
      url,
      assets_url: `${url}/assets`,
      upload_url: `${url}/assets{?name,label}`,
      html_url: `${world.page}/releases/tag/${encodeURIComponent(tag)}`,
      id,
      node_id: nodeId('Release', id),
      author: faceOf(world, author),
      tag_name: tag,
      target_commitish: target,
      name: title,
      draft: isDraft,
      prerelease: isPrerelease,
      immutable: false,
      created_at: createdAt,
      published_at: publishedAt,
      assets: [],
      tarball_url: `${world.api}/tarball/${encodeURIComponent(tag)}`,
      zipball_url: `${world.api}/zipball/${encodeURIComponent(tag)}`,
      body,
    };
  }
}
