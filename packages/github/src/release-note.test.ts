import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import type { GitHub } from './client.ts';
import { noteRelease } from './release-note.ts';
import { quickClient } from './testing/quick-client.ts';

const RELEASE = { name: 'v1.9.0', digest: `sha256:${'9'.repeat(64)}`, commit: null };
const LIVE = {
  service: 'checkout',
  environment: 'production',
  release: RELEASE,
  endedAt: '2026-03-04T12:00:05Z',
};
const LINE =
  `<!-- glidepath:live checkout/production/${RELEASE.digest} -->` +
  'checkout is live in production since 2026-03-04 12:00:05 UTC ([run](<https://ci.example.com/7>)).';

let github: Emulated;
let client: GitHub;

beforeAll(async () => {
  github = await startGitHub();
  client = quickClient(github);
});

beforeEach(() => {
  github.tokens.set(github.token, {});
  github.world.releases.clear();
});

afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

async function released(body: string): Promise<void> {
  await client.request('POST /repos/{owner}/{repo}/releases', { tag_name: 'v1.9.0', body });
}

function notes(): string | null | undefined {
  return [...github.world.releases.values()][0]?.body;
}

it('adds a line under what is there, once', async () => {
  await released('## What is new\n\n- A cart\n');
  expect(await noteRelease(client, LIVE, 'https://ci.example.com/7')).toMatchObject({ kind: 'written' });
  expect(notes()).toBe(`## What is new\n\n- A cart\n\n${LINE}`);
  expect(await noteRelease(client, LIVE, 'https://ci.example.com/8')).toMatchObject({ kind: 'there' });
  expect(notes()).toBe(`## What is new\n\n- A cart\n\n${LINE}`);
});

it('adds one for each environment', async () => {
  await released('');
  await noteRelease(client, LIVE, 'https://ci.example.com/7');
  await noteRelease(client, { ...LIVE, environment: 'eu' }, null);
  expect(notes()).toContain(`${LINE}\n\n<!-- glidepath:live checkout/eu/`);
});

it('says where there is no such release', async () => {
  expect(await noteRelease(client, LIVE, null)).toEqual({ kind: 'no-release' });
});

it('cuts nothing off notes that are full', async () => {
  const full = 'x'.repeat(65_500);
  await released(full);
  expect(await noteRelease(client, LIVE, null)).toMatchObject({ kind: 'no-room' });
  expect(notes()).toBe(full);
});

it('says which permission is missing', async () => {
  await released('');
  github.tokens.set(github.token, { permissions: { contents: 'read' } });
  await expect(noteRelease(client, LIVE, null)).rejects.toThrow('permissions:\n  contents: write');
});
