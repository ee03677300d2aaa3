import { instant } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { explain, GitHubError } from './faults.ts';

const where = { apiUrl: 'https://api.github.com', owner: 'acme', repo: 'checkout' };
const NOW = instant(Date.UTC(2026, 2, 2, 9, 0, 0));
const REF = 'https://api.github.com/repos/acme/checkout/git/refs/glidepath%2Fcheckout%2Fproduction';

/** As octokit throws it, as far as it matters. */
function failure(
  status: number,
  message: string,
  headers: Record<string, string> = {},
  method = 'PATCH',
  url = REF,
) {
  return { status, message, request: { method, url }, response: { headers, data: { message } } };
}

function explained(error: unknown): GitHubError {
  const found = explain(error, where, NOW);
  if (found instanceof GitHubError) return found;
  throw new Error('no error of GitHub');
}

describe('an error for users', () => {
  it('tells a missing permission with the lines to add', () => {
    const error = failure(403, 'Resource not accessible by integration', {
      'x-accepted-github-permissions': 'contents=write; contents=write,workflows=write',
    });
    expect(explained(error)).toMatchObject({ fault: 'forbidden', status: 403 });
    expect(explained(error).message).toMatchInlineSnapshot(`
      "The token may not do this in acme/checkout (PATCH /repos/acme/checkout/git/refs/glidepath%2Fcheckout%2Fproduction, 403: Resource not accessible by integration). Add what is missing to the job that runs this (a job with a "permissions" block has nothing that is not in it), or give the token "contents: write":

      permissions:
        contents: write"
    `);
  });

  it('knows the permission where GitHub does not say', () => {
    expect(explained(failure(403, 'Resource not accessible by integration')).message).toMatch(
      /\n\npermissions:\n {2}contents: write$/,
    );
    const runs = 'https://api.github.com/repos/acme/checkout/actions/runs/7';
    expect(explained(failure(404, 'Not Found', {}, 'GET', runs)).message).toMatch(
      /permissions:\n {2}actions: read$/,
    );
  });

  it('does not tell what a workflow cannot have', () => {
    const error = failure(403, 'Resource not accessible by integration', {
      'x-accepted-github-permissions': 'administration=write',
    });
    expect(explained(error).message).toMatch(
      /cannot have the permission "administration: write": use the token/,
    );
  });

  it('does not take every refusal for a missing permission', () => {
    const error = explained(failure(403, 'Repository was archived so is read-only.'));
    expect(error.message).toMatch(/\(PATCH .*, 403: Repository was archived so is read-only\.\)\.$/);
  });

  it.each([
    [401, 'Bad credentials', 'unauthorized', 'does not accept the token (401: Bad credentials)'],
    [404, 'Not Found', 'not-found', 'Either it is not there, or the token may not see it.'],
    [409, 'Git Repository is empty.', 'conflict', 'Push a first commit.'],
    [422, 'Update is not a fast forward', 'refused', '(422: Update is not a fast forward)'],
    [301, 'Moved Permanently', 'refused', 'acme/checkout has been renamed or moved'],
    [502, 'Server Error', 'failed', 'See https://www.githubstatus.com and run it again.'],
  ])('of a %i %s', (status, message, fault, words) => {
    const error = explained(failure(status, message));
    expect(error).toMatchObject({ fault, status, said: message, until: null });
    expect(error.message).toContain(words);
  });

  it('of no answer at all', () => {
    const { response, ...error } = failure(500, 'connect ECONNREFUSED 127.0.0.1:1');
    expect(response.data).toBeDefined();
    expect(explained(error)).toMatchObject({ fault: 'unreachable', status: null });
    expect(explained(error).message).toMatch(
      /cannot be reached at https:\/\/api\.github\.com \(PATCH .*ECONNREFUSED/,
    );
  });

  it('shows what was wrong with a field', () => {
    const error = {
      ...failure(422, 'Validation Failed'),
      response: {
        headers: {},
        data: { message: 'Validation Failed', errors: [{ field: 'sha', code: 'invalid' }] },
      },
    };
    expect(explained(error).message).toContain('Validation Failed [{"field":"sha","code":"invalid"}]');
  });

  it('shows foreign text safely', () => {
    const error = explained(failure(422, `\u001b[31mred\r\n::error::x \u202e${'y'.repeat(1000)}`));
    expect(error.said).toMatch(/^red ::error::x +y+…$/);
    expect(error.said.length).toBeLessThanOrEqual(300);
    const page = {
      ...failure(502, '<html>'),
      response: { headers: {}, data: '<html><h1>Unicorn</h1></html>' },
    };
    expect(explained(page).message).not.toContain('Unicorn');
  });
});

describe('a rate limit', () => {
  const at = (seconds: number) => instant(NOW + seconds * 1000);

  it.each([
    [
      'the hour is spent',
      403,
      'API rate limit exceeded for installation ID 1.',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) },
      at(91),
    ],
    ['too many at once', 403, 'You have exceeded a secondary rate limit.', { 'retry-after': '30' }, at(31)],
    ['429', 429, 'Too many requests', { 'retry-after': '5' }, at(6)],
    ['without a header', 403, 'API rate limit exceeded', {}, null],
    [
      'a reset of something else',
      403,
      'You have exceeded a secondary rate limit.',
      { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '99' },
      null,
    ],
    ['nonsense in a header', 429, 'Slow down', { 'retry-after': 'soon' }, null],
  ])('%s', (_, status, message, headers, until) => {
    expect(explained(failure(status, message, headers))).toMatchObject({ fault: 'rate-limited', until });
  });

  it('says until when', () => {
    const error = explained(failure(429, 'Slow down', { 'retry-after': '59' }));
    expect(error.message).toContain('no more calls with this token before 2026-03-02T09:01:00.000Z');
  });

  it('is not every 403', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99' };
    expect(explained(failure(403, 'Resource not accessible by integration', headers)).fault).toBe(
      'forbidden',
    );
  });
});

it('leaves alone what is no error of a call', () => {
  const bug = new TypeError('undefined is not a function');
  expect(explain(bug, where, NOW)).toBe(bug);
  const explainedOnce = explained(failure(401, 'Bad credentials'));
  expect(explain(explainedOnce, where, NOW)).toBe(explainedOnce);
});
