import { INPUT_TAGS, isTag, sourceDate } from '@glidepath/images';
import { digest } from '@glidepath/model';
import { askGit } from '../git.ts';
import { commitOf, releaseNamed } from '../release-identity.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';
import type { BuildOptions } from './types.ts';

/** Where what is built comes from. */
export interface Origin {
  readonly commit: string | null;
  /** ISO 8601. */
  readonly committedAt: string | null;
  /** What people call it, and the tag that it gets. */
  readonly tag: string;
  /** What all times are set to, in seconds since 1970; null: nobody knows one. */
  readonly date: number | null;
  /** As OCI's image specification names them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** @throws UserError where the tag, the commit or SOURCE_DATE_EPOCH can't be used */
export async function originOf(
  { workspace, env }: Pick<Surroundings, 'workspace' | 'env'>,
  options: Pick<BuildOptions, 'tag' | 'commit'>,
  service: string,
): Promise<Origin> {
  const commit = await commitOf({ workspace, env }, options.commit);
  const { name, committedAt } = await releaseNamed(workspace, NO_DIGEST, {
    name: null,
    commit,
    committedAt: null,
  });
  const tag = options.tag === null ? tagOf(commit === null ? 'latest' : name) : checked(options.tag);
  const date = epochOf(env) ?? (committedAt === null ? null : Math.floor(committedAt / 1000));
  const source = await sourceOf({ workspace, env });
  return {
    commit,
    committedAt: committedAt === null ? null : new Date(committedAt).toISOString(),
    tag,
    date,
    labels: {
      'org.opencontainers.image.title': service,
      'org.opencontainers.image.version': tag,
      ...(commit === null ? {} : { 'org.opencontainers.image.revision': commit }),
      ...(source === null ? {} : { 'org.opencontainers.image.source': source }),
      ...(date === null
        ? {}
        : { 'org.opencontainers.image.created': new Date(date * 1000).toISOString().replace('.000Z', 'Z') }),
    },
  };
}
/** Nothing is built yet. */
const NO_DIGEST = digest(`sha256:${'0'.repeat(64)}`);

function epochOf(env: Surroundings['env']): number | null {
  return (env['SOURCE_DATE_EPOCH']?.trim() ?? '') === '' ? null : sourceDate(env);
}

function checked(tag: string): string {
  if (!isTag(tag))
    throw new UserError(
      `tag is ${JSON.stringify(tag.slice(0, 130))}, which a registry does not take, write letters, digits, "_", "." and "-", such as v1.4.2`,
    );
  if (tag.startsWith(INPUT_TAGS))
    throw new UserError(`tag is "${tag}", and tags with "${INPUT_TAGS}" are our own, write another one`);
  return tag;
}

/** Names of git may have what a tag must not. */
function tagOf(name: string): string {
  const tag = name
    .replace(/[^\w.-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
  return tag === '' || tag.startsWith(INPUT_TAGS) ? `v-${tag}`.slice(0, 128) : tag;
}

/** Where the source can be looked at; null where nobody says. */
async function sourceOf({ workspace, env }: Pick<Surroundings, 'workspace' | 'env'>): Promise<string | null> {
  const [server, repository] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY']];
  if (server && repository) return `${server}/${repository}`;
  const remote = await askGit(workspace, ['config', '--get', 'remote.origin.url']);
  if (remote === null) return null;
  const ssh = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+?)(?:\.git)?$/.exec(remote);
  if (ssh !== null) return `https://${ssh[1]}/${ssh[2]}`;
  const url = URL.canParse(remote) ? new URL(remote) : null;
  // A login may stand in it.
  return url?.protocol === 'https:' ? `https://${url.host}${url.pathname.replace(/\.git$/, '')}` : null;
}
