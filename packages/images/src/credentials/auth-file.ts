import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { Login } from '../access.ts';
import { RegistryError } from '../registry-error.ts';
import { codeOf } from '../transport/exchange.ts';

/** What Docker's config.json and the auth.json of containers(5) have in common. */
export interface AuthFile {
  readonly path: string;
  /** By registry, or by a part of one. */
  readonly logins: ReadonlyMap<string, Login>;
  /** Names of helper programs, by registry. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The helper of all other registries. */
  readonly store: string | null;
}

const LARGEST = 4 * 1024 * 1024;

const entrySchema = z.object({
  auth: z.optional(z.string()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  identitytoken: z.optional(z.string()),
  registrytoken: z.optional(z.string()),
});
const fileSchema = z.object({
  auths: z.optional(z.record(z.string(), entrySchema)),
  credHelpers: z.optional(z.record(z.string(), z.string())),
  credsStore: z.optional(z.string()),
});

/** @returns null where there is no such file. @throws RegistryError `invalid`; nothing of the file is quoted */
export async function readAuthFile(path: string): Promise<AuthFile | null> {
  const text = await textOf(path);
  if (text === null) return null;
  const parsed = fileSchema.safeParse(jsonOf(text, path));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw unusable(path, `is not as Docker writes it${where === '' ? '' : ` at ${where}`}`);
  }
  const { auths = {}, credHelpers = {}, credsStore = '' } = parsed.data;
  return {
    path,
    logins: new Map(
      Object.entries(auths).flatMap(([key, entry]): readonly [string, Login][] => {
        const login = loginOf(entry, key, path);
        return login === null ? [] : [[bare(key), login]];
      }),
    ),
    helpers: new Map(Object.entries(credHelpers).map(([key, helper]) => [bare(key), helper])),
    store: credsStore === '' ? null : credsStore,
  };
}

/** Docker has written whole URLs as keys: `https://index.docker.io/v1/`. */
function bare(key: string): string {
  return key
    .replace(/^https?:\/\//, '')
    .replace(/\/v[12]\/?$/, '')
    .replace(/\/$/, '');
}

/** Null where an entry only says that a helper knows more. */
function loginOf(entry: z.output<typeof entrySchema>, key: string, path: string): Login | null {
  const { auth = '', username: user = '', password = '', identitytoken = '', registrytoken = '' } = entry;
  if (identitytoken !== '') return { kind: 'identity', token: identitytoken };
  if (registrytoken !== '') return { kind: 'bearer', token: registrytoken };
  if (auth === '') return user === '' || password === '' ? null : { kind: 'basic', user, password };
  const pair = Buffer.from(auth, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) throw unusable(path, `has no user and password in auths.${key}.auth`);
  // Some writers pad with NUL.
  return { kind: 'basic', user: pair.slice(0, colon), password: pair.slice(colon + 1).replace(/\0+$/, '') };
}

async function textOf(path: string): Promise<string | null> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > LARGEST) throw unusable(path, `has ${bytes.length} bytes`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unusable(path, `can't be read (${code})`);
  }
}

function jsonOf(text: string, path: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(path, 'is no JSON');
  }
}

function unusable(path: string, what: string): RegistryError {
  return new RegistryError(
    'invalid',
    `the file of registry logins ${path} ${what}`,
    'log in again, which writes it anew',
  );
}
