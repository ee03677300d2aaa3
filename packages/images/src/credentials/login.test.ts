import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { findLogin } from './login.ts';
import { saying } from '../testing/saying.ts';

const root = mkdtempSync(join(tmpdir(), 'glidepath-login-'));
let home: string;
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  home = join(root, String(count++));
  mkdirSync(home);
});

const auth = (pair: string): object => ({ auth: Buffer.from(pair).toString('base64') });
const basic = (user: string, password: string) => ({ kind: 'basic', user, password });

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A credential helper that answers what it is told, and notes what it was asked. */
function helper(name: string, script: string): void {
  write(`bin/docker-credential-${name}`, `#!/bin/sh\nread server\n${script}\n`);
  chmodSync(join(home, `bin/docker-credential-${name}`), 0o755);
}

async function find(text: string, env: Readonly<Record<string, string>> = {}) {
  const [registry = '', ...path] = text.split('/');
  const all = { HOME: home, PATH: `${join(home, 'bin')}:/bin:/usr/bin`, ...env };
  return findLogin({ registry, repository: path.join('/') }, { env: all, variables: null });
}

it('finds nothing where nobody has logged in', async () => {
  expect(await find('ghcr.io/a/b')).toBeNull();
});

it('reads the config of Docker', async () => {
  write('.docker/config.json', {
    auths: {
      'ghcr.io': auth('dana:pass:word'),
      'https://index.docker.io/v1/': auth('hub:secret'),
      'https://quay.io/v2/': { username: 'q', password: 'w' },
      'id.io': { identitytoken: 'id', auth: 'eDo=' },
      'token.io': { registrytoken: 'tok' },
      'empty.io': {},
    },
  });
  expect(await find('ghcr.io/a/b')).toEqual(basic('dana', 'pass:word'));
  expect(await find('docker.io/library/x')).toEqual(basic('hub', 'secret'));
  expect(await find('quay.io/x')).toEqual(basic('q', 'w'));
  expect(await find('id.io/x')).toEqual({ kind: 'identity', token: 'id' });
  expect(await find('token.io/x')).toEqual({ kind: 'bearer', token: 'tok' });
  expect(await find('empty.io/x')).toBeNull();
});

it('takes the most exact part of a registry', async () => {
  write('run/containers/auth.json', {
    auths: { 'ghcr.io': auth('all:1'), 'ghcr.io/acme': auth('acme:2'), 'ghcr.io/acme/shop': auth('shop:3') },
  });
  const env = { XDG_RUNTIME_DIR: join(home, 'run') };
  expect(await find('ghcr.io/acme/shop', env)).toEqual(basic('shop', '3'));
  expect(await find('ghcr.io/acme/other', env)).toEqual(basic('acme', '2'));
  expect(await find('ghcr.io/acmes/x', env)).toEqual(basic('all', '1'));
});

it('asks the files in their order, and goes on where one does not know the registry', async () => {
  for (const path of [
    'one.json',
    'docker/config.json',
    'run/containers/auth.json',
    '.config/containers/auth.json',
  ])
    write(path, {
      auths: { [`${path.split('/')[0] ?? ''}.io`]: auth('only:here'), 'all.io': auth(`${path}:x`) },
    });
  const env: Record<string, string> = {
    REGISTRY_AUTH_FILE: join(home, 'one.json'),
    DOCKER_CONFIG: join(home, 'docker'),
    XDG_RUNTIME_DIR: join(home, 'run'),
  };
  expect(await find('all.io/x', env)).toEqual(basic('one.json', 'x'));
  for (const registry of ['docker.io', 'run.io', '.config.io'])
    expect(await find(`${registry}/x`, env)).toEqual(basic('only', 'here'));
});

it('asks helpers, those of a registry first', async () => {
  write('.docker/config.json', {
    auths: { 'ghcr.io': {} },
    credsStore: 'store',
    credHelpers: { 'aws.io': 'aws' },
  });
  helper(
    'store',
    `echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"$server\\",\\"Secret\\":\\"$1\\"}"`,
  );
  helper('aws', `echo '{"Username":"<token>","Secret":"idt"}'`);
  expect(await find('ghcr.io/x')).toEqual(basic('ghcr.io', 'get'));
  expect(await find('docker.io/library/x')).toEqual(basic('https://index.docker.io/v1/', 'get'));
  expect(await find('aws.io/x')).toEqual({ kind: 'identity', token: 'idt' });
});

it('takes the word of a helper that does not know the registry', async () => {
  write('.docker/config.json', { credsStore: 'store' });
  helper('store', 'echo "credentials not found in native keychain"; exit 1');
  expect(await find('ghcr.io/x')).toBeNull();
});

it.each<[string, string | null, string]>([
  ['is not there', null, 'docker-credential-store, which'],
  ['fails', 'echo secret-of-helper; exit 3', 'ended with 3'],
  ['talks nonsense', 'echo secret-of-helper', 'did not answer with a user and a secret'],
])('says so where a helper %s, and never what it said', async (_name, script, says) => {
  write('.docker/config.json', { credsStore: 'store' });
  if (script !== null) helper('store', script);
  const error: unknown = await find('ghcr.io/x').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'invalid', message: saying(says) });
  expect(String(error)).not.toContain('secret-of-helper');
});

it.each<[string, unknown, string]>([
  ['no JSON', '{"auths": secret', 'is no JSON'],
  ['an array', [], 'is not as Docker writes it'],
  ['a number for a login', { auths: { 'a.io': 7 } }, 'at auths.a.io'],
  [
    'a login without a colon',
    { auths: { 'a.io': auth('secret') } },
    'has no user and password in auths.a.io.auth',
  ],
  ['a helper with a path', { credsStore: '../../secret' }, 'name it without a path'],
])('says so where a file is %s', async (_name, content, says) => {
  write('.docker/config.json', content);
  await expect(find('a.io/x')).rejects.toMatchObject({
    kind: 'invalid',
    message: saying(says),
  });
});

it('takes the variables that were named, and nothing else', async () => {
  write('.docker/config.json', { auths: { 'a.io': auth('file:file') } });
  const name = { registry: 'a.io', repository: 'x' };
  const env = { HOME: home, WHO: 'dana', WORD: ' pass\n' };
  expect(await findLogin(name, { env, variables: { user: 'WHO', password: 'WORD' } })).toEqual(
    basic('dana', 'pass'),
  );
  await expect(findLogin(name, { env, variables: { user: null, password: 'NONE' } })).rejects.toThrow(
    'the environment variable NONE, which holds the login of the registry, is not set',
  );
});
