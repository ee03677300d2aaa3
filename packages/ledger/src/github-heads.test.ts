import { LedgerError } from '@glidepath/conductor';
import type { GitHub } from '@glidepath/github';
import { afterAll, afterEach, expect, it } from 'vitest';
import { startGitHub } from '../../../test/github/index.ts';
import { createGitHubLedger } from './github-ledger.ts';
import { headsOf } from './github-heads.ts';
import { clientOf, newService, record } from './testing/on-github.ts';
import { run } from './testing/repository.ts';
import { releaseNamed, Story } from './testing/story.ts';

const server = await startGitHub();
const github = clientOf(server);

afterAll(async () => server[Symbol.asyncDispose]());
afterEach(() => expect(server.violations).toEqual([]));

it('finds all environments of a service in one call', async () => {
  const service = newService();
  const begun = async (environment: string, name = service) => {
    const ledger = createGitHubLedger({ github, service: name, environment });
    const [entry] = await record(ledger, [new Story(name, environment).start(releaseNamed('v1'))]);
    return entry;
  };
  const [production, staging] = [await begun('production'), await begun('staging')];
  await begun('production', `${service}-b`);
  // Neither a ledger's name, nor an entry.
  run(server.git, 'update-ref', `refs/glidepath/${service}/not/one`, 'main');
  run(
    server.git,
    'update-ref',
    `refs/glidepath/${service}/blob`,
    run(server.git, 'rev-parse', 'main:README.md'),
  );

  server.clearCalls();
  const heads = await headsOf(github, service);
  expect(heads.map(({ environment, sha }) => [environment, sha])).toEqual([
    ['production', production?.id],
    ['staging', staging?.id],
  ]);
  expect(server.calls()).toHaveLength(1);
  expect(await heads[1]?.entry()).toEqual(staging);
  expect(server.calls()).toHaveLength(2);
});

it('goes on to the next page where GitHub says that there is one', async () => {
  const pages: unknown[] = [];
  const refs = ['one', 'two'].map((name) => ({
    ref: `refs/glidepath/checkout/${name}`,
    object: { sha: 'c'.repeat(40), type: 'commit' },
  }));
  const paged: GitHub = {
    ...github,
    async request(_, parameters) {
      const page = parameters?.['page'] ?? 1;
      pages.push(page);
      const link =
        '<https://api.github.com/repositories/7/git/matching-refs/glidepath%2Fcheckout%2F?page=2>; rel="next"';
      return { status: 200, headers: page === 1 ? { link } : {}, data: [refs[page === 1 ? 0 : 1]] };
    },
  };
  expect((await headsOf(paged, 'checkout')).map(({ environment }) => environment)).toEqual(['one', 'two']);
  expect(pages).toEqual([1, 2]);
});

it('finds none where nothing was recorded', async () => {
  expect(await headsOf(github, newService())).toEqual([]);
});

it('tells what is wrong', async () => {
  await expect(headsOf(clientOf(server, {}, 'ghs_gone'), 'checkout')).rejects.toThrow(LedgerError);
  await expect(headsOf(github, '../checkout')).rejects.toThrow(LedgerError);
});
