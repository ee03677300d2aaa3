import { expect, it } from 'vitest';
import { pullRequestIn } from './pull-request.ts';

const repository = { full_name: 'acme/shop' };

it.each([
  ['acme/shop', false],
  ['dana/shop', true],
])('knows a pull request from %s', (from, fork) => {
  const pull = { number: 7, head: { repo: { full_name: from } } };
  expect(pullRequestIn({ action: 'opened', pull_request: pull, repository })).toEqual({ number: 7, fork });
});

it('takes one from a repository that is gone for a fork', () => {
  const pull = { number: 7, head: { repo: null } };
  expect(pullRequestIn({ pull_request: pull, repository })).toEqual({ number: 7, fork: true });
});

it.each([{}, { ref: 'refs/heads/main', repository }, { pull_request: { number: 'x' }, repository }])(
  'finds none in %j',
  (payload) => {
    expect(pullRequestIn(payload)).toBeNull();
  },
);
