import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import * as z from 'zod/mini';
import { read } from './answers.ts';
import { upsertComment } from './comment.ts';
import type { GitHub } from './client.ts';
import { LONGEST_BODY } from './markdown.ts';
import { quickClient } from './testing/quick-client.ts';

const MARKER = '<!-- glidepath:plan -->';
const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const CREATE = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const CHANGE = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';

let github: Emulated;
let client: GitHub;
let issue: number;

beforeAll(async () => {
  github = await startGitHub();
  github.tokens.set('dana', { login: 'dana', kind: 'user' });
  github.tokens.set('eve', { login: 'eve', kind: 'user' });
  client = quickClient(github);
});

beforeEach(async () => {
  github.tokens.set(github.token, {});
  github.world.comments.clear();
  const numbered = z.object({ number: z.int() });
  issue = (await read(client, numbered, 'POST /repos/{owner}/{repo}/issues', { title: 'A change' })).number;
  github.clearCalls();
});

afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

async function comment(as: string, body: string): Promise<void> {
  await quickClient(github, as).request(CREATE, { issue_number: issue, body });
}

function bodies(): readonly string[] {
  return [...github.world.comments.values()].map(({ body }) => body);
}

it('writes once and changes it from then on', async () => {
  const first = await upsertComment(client, { issue, marker: MARKER, body: 'one' });
  const second = await upsertComment(client, { issue, marker: MARKER, body: 'two' });
  expect(second).toEqual(first);
  expect(bodies()).toEqual([`${MARKER}\ntwo`]);
  expect(github.countByRoute()).toEqual({ [LIST]: 2, [CREATE]: 1, [CHANGE]: 1 });
});

it('writes nothing where nothing is new', async () => {
  await upsertComment(client, { issue, marker: MARKER, body: 'one' });
  await upsertComment(client, { issue, marker: MARKER, body: 'one' });
  expect(github.countByRoute()).toEqual({ [LIST]: 2, [CREATE]: 1 });
});

it('finds its own behind hundreds of others, and tells it from one with another marker', async () => {
  await upsertComment(client, { issue, marker: '<!-- glidepath:other -->', body: 'other' });
  const at = new Date().toISOString();
  for (let id = 1; id <= 230; id++) {
    const body = id === 215 ? `${MARKER}\nold` : `quoting ${MARKER}`;
    const author = 'github-actions[bot]';
    github.world.comments.set(1e6 + id, { id: 1e6 + id, issue, author, body, createdAt: at, updatedAt: at });
  }
  await upsertComment(client, { issue, marker: MARKER, body: 'new' });
  expect(github.world.comments.get(1e6 + 215)?.body).toBe(`${MARKER}\nnew`);
  expect(github.world.comments.size).toBe(231);
});

it('leaves a person’s comment alone, whatever it begins with', async () => {
  await comment('eve', `${MARKER}\nmine`);
  await upsertComment(client, { issue, marker: MARKER, body: 'one' });
  await upsertComment(client, { issue, marker: MARKER, body: 'two' });
  expect(bodies()).toEqual([`${MARKER}\nmine`, `${MARKER}\ntwo`]);
});

it('knows the comment of its own person', async () => {
  await comment('eve', `${MARKER}\nmine`);
  await comment('dana', `${MARKER}\nold`);
  await upsertComment(quickClient(github, 'dana'), { issue, marker: MARKER, body: 'new' });
  expect(bodies()).toEqual([`${MARKER}\nmine`, `${MARKER}\nnew`]);
});

it('does not write a second one where the answer was lost', async () => {
  github.faults.push({ match: CREATE, fault: { kind: 'lost-answer' } });
  const { url } = await upsertComment(client, { issue, marker: MARKER, body: 'one' });
  expect(url).toContain(`/issues/${issue}#issuecomment-`);
  expect(bodies()).toEqual([`${MARKER}\none`]);
});

it('says what is missing', async () => {
  github.tokens.set(github.token, { permissions: { issues: 'read' } });
  await expect(upsertComment(client, { issue, marker: MARKER, body: 'one' })).rejects.toThrow(
    'permissions:\n  issues: write',
  );
});

it('cuts what is too long for GitHub', async () => {
  await upsertComment(client, { issue, marker: MARKER, body: 'a line\n'.repeat(20_000) });
  const [body = ''] = bodies();
  expect(body.length).toBeLessThanOrEqual(LONGEST_BODY);
  expect(body).toContain('The rest is left out');
});
