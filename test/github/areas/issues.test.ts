import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, expectRefusal, refusalOf } from '../testing.ts';

test('issues are found by label and state', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const at = github.repository;
  const open = await issues.create({ ...at, title: 'One', labels: ['incident', 'checkout'] });
  const closed = await issues.create({ ...at, title: 'Two', labels: ['incident'] });
  await issues.create({ ...at, title: 'Three' });
  await issues.update({ ...at, issue_number: closed.data.number, state: 'closed' });
  const numbers = async (query: object) =>
    (await issues.listForRepo({ ...at, ...query })).data.map(({ number }) => number);
  expect(await numbers({ labels: 'incident' })).toEqual([open.data.number]);
  expect(await numbers({ labels: 'Incident', state: 'all' })).toEqual([2, 1]);
  expect(await numbers({ labels: 'incident,checkout', state: 'all', direction: 'asc' })).toEqual([1]);
  expect(await numbers({ labels: 'incident', state: 'closed' })).toEqual([2]);
  expect(await numbers({})).toEqual([3, 1]);
});

test('an issue’s labels are made where there are none', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const at = github.repository;
  await issues.createLabel({ ...at, name: 'Incident', color: 'ff0000' });
  const made = await issues.create({ ...at, title: 'One', labels: ['incident', 'sev-1'] });
  expect(made.data.labels.map((label) => (typeof label === 'string' ? label : label.name))).toEqual([
    'Incident',
    'sev-1',
  ]);
  const again = issues.createLabel({ ...at, name: 'SEV-1' });
  await expectRefusal(again, 422, 'already_exists');
});

test('closing and opening again is told', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const issue = { ...github.repository, issue_number: 1 };
  await issues.create({ ...github.repository, title: 'One' });
  const closed = (await issues.update({ ...issue, state: 'closed', state_reason: 'not_planned' })).data;
  expect(closed).toMatchObject({
    state: 'closed',
    state_reason: 'not_planned',
    closed_by: { login: 'github-actions[bot]' },
  });
  const opened = (await issues.update({ ...issue, state: 'open' })).data;
  expect(opened).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null });
});

test('what is too long or missing is refused', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const at = github.repository;
  const long = issues.create({ ...at, title: 'One', body: 'x'.repeat(65_537) });
  await expectRefusal(long, 422, '65536');
  await expectRefusal(issues.create({ ...at, title: ' ' }), 422, 'missing_field');
  const stranger = issues.create({ ...at, title: 'One', assignees: ['nobody'] });
  await expectRefusal(stranger, 422, 'assignees');
  await issues.create({ ...at, title: 'One', body: 'x'.repeat(65_536) });
});

test('comments belong to their issue and are changed in place', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const at = github.repository;
  for (const title of ['One', 'Two']) await issues.create({ ...at, title });
  const { id } = (await issues.createComment({ ...at, issue_number: 2, body: 'plan' })).data;
  await issues.updateComment({ ...at, comment_id: id, body: 'new plan' });
  expect((await issues.listComments({ ...at, issue_number: 1 })).data).toEqual([]);
  const listed = (await issues.listComments({ ...at, issue_number: 2 })).data;
  expect(listed.map((comment) => comment.body)).toEqual(['new plan']);
  expect((await issues.get({ ...at, issue_number: 2 })).data.comments).toBe(1);
  const empty = issues.createComment({ ...at, issue_number: 2, body: '' });
  expect(await refusalOf(empty)).toMatchObject({ status: 422 });
  const nowhere = issues.createComment({ ...at, issue_number: 9, body: 'x' });
  expect(await refusalOf(nowhere)).toMatchObject({ status: 404 });
});

test('a long list comes in pages that link to one another', async () => {
  await using github = await startGitHub();
  const { issues } = clientOf(github);
  const at = github.repository;
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) await issues.create({ ...at, title });
  const page = await issues.listForRepo({ ...at, state: 'all', per_page: 2, page: 2 });
  expect(page.data.map(({ title }) => title)).toEqual(['Three', 'Two']);
  const base = `${github.url}/repos/acme/checkout/issues?state=all&per_page=2&page=`;
  expect(page.headers.link).toBe(
    `<${base}1>; rel="prev", <${base}3>; rel="next", <${base}3>; rel="last", <${base}1>; rel="first"`,
  );
  const last = await issues.listForRepo({ ...at, state: 'all', per_page: 2, page: 3 });
  expect(last.data.map(({ title }) => title)).toEqual(['One']);
  expect(last.headers.link).not.toContain('rel="next"');
});
