import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, expectRefusal } from '../testing.ts';

test('the newest run of a check counts', async () => {
  await using github = await startGitHub();
  const { checks } = clientOf(github);
  const at = { ...github.repository, ref: 'main' };
  const sha = await github.setup.commit({ files: { a: 'a' }, message: 'Add a' });
  github.setup.check({ sha, name: 'build', conclusion: 'failure' });
  github.setup.check({ sha, name: 'lint', conclusion: null });
  github.setup.check({ sha, name: 'build', conclusion: 'success' });
  const told = async (query: object) =>
    (await checks.listForRef({ ...at, ...query })).data.check_runs.map(
      ({ name, status, conclusion }) => `${name} ${status} ${conclusion}`,
    );
  expect(await told({})).toEqual(['build completed success', 'lint in_progress null']);
  expect(await told({ filter: 'all', check_name: 'build' })).toEqual([
    'build completed success',
    'build completed failure',
  ]);
  expect(await told({ status: 'in_progress' })).toEqual(['lint in_progress null']);
  await expectRefusal(checks.listForRef({ ...at, ref: 'nowhere' }), 422, 'No commit found for SHA: nowhere');
});

test('statuses add up to one', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const sha = await github.setup.commit({ files: { a: 'a' }, message: 'Add a' });
  const state = async () =>
    (await repos.getCombinedStatusForRef({ ...github.repository, ref: 'main' })).data.state;
  expect(await state()).toBe('pending');
  github.setup.status({ sha, context: 'ci', state: 'success' });
  expect(await state()).toBe('success');
  github.setup.status({ sha, context: 'e2e', state: 'pending' });
  expect(await state()).toBe('pending');
  github.setup.status({ sha, context: 'e2e', state: 'error' });
  expect(await state()).toBe('failure');
  github.setup.status({ sha, context: 'e2e', state: 'success' });
  expect(await state()).toBe('success');
});
