import { join } from 'node:path';
import type { GitHubAccess, Trust } from '@glidepath/proof';
import { askGit } from '../git.ts';
import type { Surroundings } from '../surroundings.ts';

/** GitHub, as attestations are written and read there; null: this run has no access to it. */
export function attestationsOn({ repository }: Pick<Surroundings, 'repository'>): GitHubAccess | null {
  if (repository === null) return null;
  const { token, apiUrl, serverUrl, owner, repo } = repository;
  return { token, apiUrl, serverUrl, repository: `${owner}/${repo}` };
}

/** @param rootFile absolute; null: those of Sigstore and GitHub */
export async function trustFrom({ env }: Pick<Surroundings, 'env'>, rootFile: string | null): Promise<Trust> {
  const { defaultStateDir } = await import('@glidepath/targets/local');
  return { rootFile, cache: join(defaultStateDir(env), 'trust') };
}

/** https://github.com, or the server that the run belongs to. */
export function serverOf({ env, repository }: Pick<Surroundings, 'env' | 'repository'>): string {
  return repository?.serverUrl ?? (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
}

/** The repository that this is a checkout of, as owner/name; null where nobody says. */
export async function ownRepository({
  env,
  repository,
  workspace,
}: Pick<Surroundings, 'env' | 'repository' | 'workspace'>): Promise<string | null> {
  if (repository !== null) return `${repository.owner}/${repository.repo}`;
  const told = env['GITHUB_REPOSITORY'] ?? '';
  if (told !== '') return told;
  const remote = await askGit(workspace, ['config', '--get', 'remote.origin.url']);
  const host = new URL(serverOf({ env, repository })).host.replaceAll('.', String.raw`\.`);
  const [, name] = new RegExp(`[@/]${host}[:/]([^/]+/[^/]+?)(?:\\.git)?/?$`).exec(remote ?? '') ?? [];
  return name ?? null;
}
