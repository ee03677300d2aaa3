import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deadPort } from './testing/loopback.ts';
import { workspaceWith } from './testing/workspace.ts';

/** A process of its own, as what is looked for is what it writes and whether it ends. */
const SCRIPT = `
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFlags } from '${new URL('registry.ts', import.meta.url).href}';
const [provider, workspace] = process.argv.slice(1);
const env = { SECRET: 'sdk-secret-5f3a' };
const source = await createFlags(JSON.parse(provider), { env, workspace, now: Date.now });
const context = { service: 'a', environment: 'b', release: null, commit: null, actor: null };
const [answer] = await source.evaluate([{ key: 'a', type: 'boolean' }], context, 1500);
await source.close();
await source.close();
writeFileSync(join(workspace, 'answer.json'), JSON.stringify(answer));
`;

let port = 0;
let workspace: ReturnType<typeof workspaceWith>;
beforeAll(async () => {
  port = await deadPort();
  workspace = workspaceWith({ 'flags.json': '{"flags":{}}' });
});
afterAll(() => workspace.remove());

const url = (): string => `http://127.0.0.1:${port}`;
it.each([
  [
    'launchdarkly',
    () => ({ kind: 'launchdarkly', sdkKeyEnv: 'SECRET', url: url(), timeout: 1000 }),
    'unreachable',
  ],
  ['flagd', () => ({ kind: 'flagd', host: '127.0.0.1', port, tls: null, deadline: 500 }), 'unreachable'],
  ['flagd-file', () => ({ kind: 'flagd-file', file: 'flags.json' }), 'not-found'],
  ['ofrep', () => ({ kind: 'ofrep', url: url(), headers: {}, tokenEnv: 'SECRET' }), 'unreachable'],
  ['unleash', () => ({ kind: 'unleash', url: url(), tokenEnv: 'SECRET', app: 'a' }), 'unreachable'],
  ['env', () => ({ kind: 'env', prefix: 'FLAG_' }), 'not-found'],
  ['file', () => ({ kind: 'file', file: 'flags.json' }), 'not-found'],
] as const)(
  '%s writes nothing, and lets the process end',
  async (_kind, provider, code) => {
    const args = ['--input-type=module', '--eval', SCRIPT, JSON.stringify(provider()), workspace.path];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 15_000 });
    const answer: unknown = JSON.parse(readFileSync(join(workspace.path, 'answer.json'), 'utf8'));
    expect(answer).toMatchObject({ kind: 'trouble', code });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  },
  20_000,
);
