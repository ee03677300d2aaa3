import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod/mini';
import type { Login } from '../access.ts';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { codeOf } from '../transport/exchange.ts';

const LIMIT_MS = 30_000;
const LARGEST = 1024 * 1024;
/** What docker-credential-helpers writes, and exits with 1, where it does not know the registry. */
const UNKNOWN = 'credentials not found in native keychain';
/** A name of Docker's own, not a path. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Asks a credential helper, as Docker does: `docker-credential-<name> get`, the registry on its standard input.
 * @param file that names the helper
 * @returns null where it does not know the registry
 * @throws RegistryError `invalid`; what the helper writes is never quoted, as it may be the secret
 */
export async function askHelper(
  name: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): Promise<Login | null> {
  if (!NAME.test(name))
    throw new RegistryError(
      'invalid',
      `${file} names the credential helper "${shown(name)}"`,
      'name it without a path',
    );
  const program = `docker-credential-${name}`;
  const { code, output } = await run(program, server, env, file);
  if (code !== 0 && output.trim() === UNKNOWN) return null;
  if (code !== 0) throw failed(program, file, `ended with ${code ?? 'a signal'}`);
  const parsed = answerSchema.safeParse(jsonOf(output));
  if (!parsed.success) throw failed(program, file, 'did not answer with a user and a secret');
  const { Username: user, Secret: secret } = parsed.data;
  if (secret === '') return null;
  return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', user, password: secret };
}

async function run(
  program: string,
  input: string,
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(program, ['get'], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: LIMIT_MS,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length > LARGEST) child.kill('SIGKILL');
  });
  // A helper that does not read its input closes it.
  child.stdin.on('error', () => undefined).end(input);
  try {
    await once(child, 'close');
  } catch (error) {
    throw failed(
      program,
      file,
      codeOf(error) === 'ENOENT' ? 'is not there' : `can't be started (${codeOf(error)})`,
    );
  }
  return { code: child.exitCode, output };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failed(program: string, file: string, what: string): RegistryError {
  return new RegistryError(
    'invalid',
    `the credential helper ${program}, which ${file} names, ${what}`,
    'install it, or log in without it',
  );
}
