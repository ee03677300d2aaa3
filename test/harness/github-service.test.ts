import { afterEach, beforeEach, expect, it } from 'vitest';
import { BRISK } from './brisk.ts';
import { GitHubService, SECRET } from './github-service.ts';

let shop: GitHubService;

beforeEach(async () => {
  shop = await GitHubService.create(BRISK);
});

afterEach(async () => shop.remove());

it('finds the token wherever it leaks', async () => {
  expect(shop.troubles()).toEqual([]);
  shop.local.write('notes/left-behind.txt', `it was ${SECRET}.`);
  await shop.github.setup.commit({ files: {}, message: `Say ${SECRET}` });
  expect(shop.troubles()).toEqual([
    'the token is in a commit',
    expect.stringMatching(/the token is in .*left-behind\.txt$/),
  ]);
});

it('finds calls that GitHub does not know', async () => {
  const headers = { authorization: `Bearer ${SECRET}`, 'user-agent': 'test' };
  await fetch(`${shop.github.url}/repos/acme/checkout/nothing`, { headers });
  expect(shop.troubles()).toEqual([expect.stringContaining('/repos/acme/checkout/nothing')]);
});

it('gives an action every input with its default, and knows no other', async () => {
  expect(() => shop.start('deploy', { artefact: 'x' })).toThrow('deploy has no input artefact');
  const end = await shop.start('gate').ended;
  expect(end, end.stdout).toMatchObject({ code: 0, outputs: { open: 'true' } });
  expect(shop.troubles()).toEqual([]);
});
