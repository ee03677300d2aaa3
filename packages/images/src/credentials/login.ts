import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Login } from '../access.ts';
import type { RepositoryName } from '../reference.ts';
import { readAuthFile, type AuthFile } from './auth-file.ts';
import { askHelper } from './helper.ts';
import { loginOfVariables, type LoginVariables } from './variables.ts';

export interface CredentialOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that hold the login; null: files and helpers only. */
  readonly variables: LoginVariables | null;
}

/**
 * The login for a repository: from the variables that were named, else from the first file that knows the registry, those
 * of Docker and those of Podman, Buildah and Skopeo.
 * @returns null where nobody has logged in
 * @throws RegistryError `invalid` where a file or a helper can't be used
 */
export async function findLogin(name: RepositoryName, options: CredentialOptions): Promise<Login | null> {
  if (options.variables !== null) return loginOfVariables(options.variables, options.env);
  for (const path of filesIn(options.env)) {
    const file = await readAuthFile(path);
    const login = file === null ? null : await loginIn(file, name, options.env);
    if (login !== null) return login;
  }
  return null;
}

/** In the order in which they are asked. */
function filesIn(env: CredentialOptions['env']): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const set = (name: string): string | null => {
    const value = env[name];
    return value === undefined || value === '' ? null : value;
  };
  const runtime = set('XDG_RUNTIME_DIR');
  return [
    set('REGISTRY_AUTH_FILE'),
    join(set('DOCKER_CONFIG') ?? join(home, '.docker'), 'config.json'),
    runtime === null ? null : join(runtime, 'containers/auth.json'),
    join(set('XDG_CONFIG_HOME') ?? join(home, '.config'), 'containers/auth.json'),
  ].filter((path) => path !== null);
}

async function loginIn(
  file: AuthFile,
  name: RepositoryName,
  env: CredentialOptions['env'],
): Promise<Login | null> {
  const keys = keysFor(name);
  for (const key of keys) {
    const helper = file.helpers.get(key);
    if (helper !== undefined) return askHelper(helper, serverFor(name), env, file.path);
  }
  for (const key of keys) {
    const login = file.logins.get(key);
    if (login !== undefined) return login;
  }
  return file.store === null ? null : askHelper(file.store, serverFor(name), env, file.path);
}

/** Podman's files may name a part of a registry; the most exact counts. */
function keysFor({ registry, repository }: RepositoryName): readonly string[] {
  const parts = repository.split('/');
  const within = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  return [
    ...within,
    registry,
    ...(registry === 'docker.io' ? ['index.docker.io', 'registry-1.docker.io'] : []),
  ];
}

/** What Docker calls the registry when it talks to a helper. */
function serverFor({ registry }: RepositoryName): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}
