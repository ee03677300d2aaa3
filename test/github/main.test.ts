import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Running, until } from '../harness/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'github-main-'));
const bare = join(folder, 'checkout.git');
let running: Running;
let url = '';

beforeAll(async () => {
  const args = [
    join(import.meta.dirname, 'main.ts'),
    '--repository',
    'acme/checkout',
    '--git',
    bare,
    '--token',
    't',
  ];
  running = new Running(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } });
  const line = await until('the emulator', () => /^\{.*\}$/m.exec(running.stdout)?.[0]);
  url = /"url":"([^"]+)"/.exec(line)?.[1] ?? '';
});

afterAll(async () => {
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

async function control(what: string, body?: unknown): Promise<unknown> {
  const [method = '', name = ''] = what.split(' ');
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${url}/_control/${name}`, init);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

function ref(token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${url}/repos/acme/checkout/git/ref/heads/main`, { headers });
}

async function git(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_TERMINAL_PROMPT: '0' };
  const { stdout } = await promisify(execFile)('git', args, { cwd: folder, env });
  return stdout.trim();
}

/** Where git reaches the repository with this token. */
function place(token: string): string {
  return `${url.replace('//', `//x-access-token:${token}@`)}/acme/checkout.git`;
}

test('state is set and looked at from another process', async () => {
  await control('DELETE calls');
  await control('POST token', { token: 'other', permissions: { contents: 'read' } });
  await control('POST run', { id: 5, status: 'in_progress' });
  await control('POST role', { login: 'dana', role: 'write' });
  const committed = await control('POST commit', { files: { a: 'a' }, message: 'Add a', author: 'dana' });
  const answer: unknown = await (await ref('other')).json();
  expect(answer).toMatchObject({ object: committed });
  expect(await control('GET counts')).toEqual({ 'GET /repos/{owner}/{repo}/git/ref/{ref}': 1 });
  expect(await control('GET calls')).toMatchObject([{ status: 200, cost: 1 }]);
  expect(await control('GET state')).toMatchObject({ runs: [{ id: 5 }], deployments: [] });
  expect(await control('GET violations')).toEqual([]);
});

test('faults are set from another process', async () => {
  await control('POST faults', [{ match: 'GET *', fault: { kind: 'status', status: 503 } }]);
  expect((await ref('t')).status).toBe(503);
  expect((await ref('t')).status).toBe(200);
});

test('what control does not know is refused', async () => {
  await expect(control('POST nothing', {})).rejects.toThrow('no \\"POST nothing\\"');
  await expect(control('POST run', { id: 'x' })).rejects.toThrow('id');
  await expect(control('POST token', { token: 'x', permissions: { everything: 'write' } })).rejects.toThrow(
    'permissions',
  );
});

test('the repository is cloned and pushed to over HTTP, by who may', async () => {
  await control('POST token', { token: 'reader', permissions: { contents: 'read' } });
  await git('clone', '--quiet', place('reader').replace(/\.git$/, ''), 'clone');
  expect(existsSync(join(folder, 'clone/README.md'))).toBe(true);
  await git('-C', 'clone', 'push', '--quiet', place('t'), 'HEAD:refs/heads/pushed');
  expect(await git('-C', bare, 'rev-parse', 'pushed')).toBe(await git('-C', 'clone', 'rev-parse', 'HEAD'));
  await expect(git('-C', 'clone', 'push', '--quiet', place('reader'), 'HEAD:refs/heads/no')).rejects.toThrow(
    '403',
  );
  await expect(git('clone', '--quiet', place('stranger'), 'second')).rejects.toThrow('fatal:');
});
