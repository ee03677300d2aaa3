import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Login } from '../access.ts';
import type { Workplace } from './program.ts';

const CONFIG = 'config.json';
const fileSchema = z.looseObject({ auths: z.optional(z.record(z.string(), z.unknown())) });

/**
 * Lets a builder know one login more without touching this machine's own: writes copies of the files of Docker and of
 * containers(5) with it into a folder.
 * @param folder empty, and gone when the builder has ended
 * @returns the environment in which the builder finds them
 */
export async function loginFolder(
  folder: string,
  registry: string,
  { user, password }: Extract<Login, { kind: 'basic' }>,
  env: Workplace['env'],
): Promise<Workplace['env']> {
  const home = env['HOME'] || homedir();
  const docker = env['DOCKER_CONFIG'] || join(home, '.docker');
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  const withLogin = async (path: string, into: string): Promise<void> => {
    const file = await jsonIn(path);
    const auths = { ...file.auths, [registry]: { auth } };
    await writeFile(into, JSON.stringify({ ...file, auths }), { mode: 0o600 });
  };
  const own = join(folder, 'docker');
  await mkdir(own);
  // Plugins, contexts and Buildx's builders stay where they are.
  for (const name of await readdir(docker).catch(() => []))
    if (name !== CONFIG) await symlink(join(docker, name), join(own, name));
  await withLogin(join(docker, CONFIG), join(own, CONFIG));
  const runtime = env['XDG_RUNTIME_DIR'] ?? '';
  const containers =
    env['REGISTRY_AUTH_FILE'] || (runtime === '' ? '' : join(runtime, 'containers/auth.json'));
  await withLogin(containers === '' ? join(docker, CONFIG) : containers, join(folder, 'auth.json'));
  return { ...env, DOCKER_CONFIG: own, REGISTRY_AUTH_FILE: join(folder, 'auth.json') };
}

/** Nothing where it can't be read: whoever has no file has no login in it. */
async function jsonIn(path: string): Promise<z.output<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}
