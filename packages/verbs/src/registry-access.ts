import { registryAccess, type Login, type RegistryAccess } from '@glidepath/images';
import type { Surroundings } from './surroundings.ts';

/** Where GitHub's own token is a login. */
export const GITHUB_REGISTRY = 'ghcr.io';

/** Registries with the logins of this machine; ghcr.io with the run's token, where nobody has logged in there. */
export function accessOf({
  env,
  stop,
  repository,
}: Pick<Surroundings, 'env' | 'stop' | 'repository'>): RegistryAccess {
  const access = registryAccess({ env, variables: null, plainHttp: [], signal: stop });
  const own = githubLogin({ env, repository });
  return {
    ...access,
    login: async (name) => (await access.login(name)) ?? (name.registry === GITHUB_REGISTRY ? own : null),
  };
}

/** Null without a token, or with one of another GitHub. */
function githubLogin({ env, repository }: Pick<Surroundings, 'env' | 'repository'>): Login | null {
  if (repository === null || repository.serverUrl !== 'https://github.com') return null;
  return { kind: 'basic', user: env['GITHUB_ACTOR'] || 'glidepath', password: repository.token };
}
