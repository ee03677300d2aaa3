import { expect, it } from 'vitest';
import type { GitHub } from '../client.ts';
import type { Changes } from './changes.ts';
import { pullsOf } from './pulls.ts';

/** A pull request as GitHub lists it. */
function pull(number: number, { merged = true, repository = 'Acme/Checkout' } = {}): object {
  return {
    number,
    html_url: `https://github.com/acme/checkout/pull/${number}`,
    merged_at: merged ? '2026-03-04T12:00:00Z' : null,
    base: { repo: { full_name: repository } },
  };
}

/** GitHub with these pull requests, by the number of the commit. */
function gitHubWith(pulls: Readonly<Record<string, readonly object[]>>, asked: string[] = []): GitHub {
  return {
    owner: 'acme',
    repo: 'checkout',
    apiUrl: 'https://api.github.com',
    serverUrl: 'https://github.com',
    async request(_, parameters) {
      const sha = String(parameters?.['commit_sha']);
      asked.push(sha);
      return { status: 200, headers: {}, data: pulls[sha] ?? [] };
    },
  };
}

function changesOf(...shas: readonly string[]): Changes {
  return {
    commits: shas.map((sha) => ({ sha, subject: '', author: 'ann', isMerge: false, url: '' })),
    total: shas.length,
    files: [],
    allFiles: true,
    relation: 'ahead',
    url: '',
  };
}

it('has each merged pull request once, the newest first', async () => {
  const github = gitHubWith({ '1': [pull(4)], '2': [pull(7)], '3': [pull(7), pull(8, { merged: false })] });
  const found = await pullsOf(github, changesOf('1', '2', '3'));
  expect(found.map(({ number }) => number)).toEqual([7, 4]);
});

it('leaves out those of another repository, whose numbers mean something else here', async () => {
  const github = gitHubWith({ '1': [pull(4, { repository: 'eve/checkout' })] });
  expect(await pullsOf(github, changesOf('1'))).toEqual([]);
});

it('asks for the newest twenty commits, not more', async () => {
  const asked: string[] = [];
  const shas = Array.from({ length: 50 }, (_, index) => String(index));
  await pullsOf(gitHubWith({}, asked), changesOf(...shas));
  expect(asked).toEqual(shas.slice(30).toReversed());
});
