import { instant } from '@glidepath/model';
import { expect, it } from 'vitest';
import { actorOf, newRolloutId, runUrl } from './run-identity.ts';

const RUN = {
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octo',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '42',
};

it('signs as whoever started the workflow, or started it again, else as the user', () => {
  expect(actorOf({ env: RUN, user: 'dana' })).toBe('octo');
  expect(actorOf({ env: { ...RUN, GITHUB_TRIGGERING_ACTOR: 'robin' }, user: 'dana' })).toBe('robin');
  expect(actorOf({ env: {}, user: 'dana' })).toBe('dana');
  expect(actorOf({ env: { GITHUB_ACTOR: 'admin' }, user: 'dana' })).toBe('dana');
});

it('leads to the run, and to its attempt', () => {
  expect(runUrl(RUN)).toBe('https://github.example/acme/shop/actions/runs/42');
  expect(runUrl({ ...RUN, GITHUB_RUN_ATTEMPT: '2' })).toMatch(/\/42\/attempts\/2$/);
  expect(runUrl({ ...RUN, GITHUB_RUN_ID: '' })).toBeNull();
});

it('names rollouts by the time, and never two alike', () => {
  const now = instant(Date.UTC(2026, 2, 4, 12, 0, 5));
  const [one, other] = [newRolloutId(now), newRolloutId(now)];
  expect(one).toMatch(/^20260304-120005-[0-9a-f]{6}$/);
  expect(one).not.toBe(other);
});
