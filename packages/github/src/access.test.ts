import { describe, expect, it } from 'vitest';
import { AccessError, gitHubAccess, parseRepository } from './access.ts';

const env = {
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/checkout',
};

describe('access to GitHub', () => {
  it('is none without a token', () => {
    expect(gitHubAccess(env, '')).toBeNull();
    expect(gitHubAccess({}, ' \n')).toBeNull();
  });

  it('is what a workflow run has', () => {
    expect(gitHubAccess(env, 'ghs_abc')).toEqual({
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      owner: 'acme',
      repo: 'checkout',
      token: 'ghs_abc',
    });
  });

  it('is GitHub itself where only the repository is known', () => {
    const { GITHUB_REPOSITORY } = env;
    expect(gitHubAccess({ GITHUB_REPOSITORY, GITHUB_API_URL: '' }, 'ghs_abc')).toEqual(
      gitHubAccess(env, 'ghs_abc'),
    );
  });

  it.each([
    [{ GITHUB_SERVER_URL: 'https://ghe.acme.example' }, 'https://ghe.acme.example/api/v3'],
    [
      { GITHUB_SERVER_URL: 'https://ghe.acme.example', GITHUB_API_URL: 'https://ghe.acme.example/api/v3/' },
      'https://ghe.acme.example/api/v3',
    ],
    [
      { GITHUB_SERVER_URL: 'https://acme.ghe.com', GITHUB_API_URL: 'https://api.acme.ghe.com' },
      'https://api.acme.ghe.com',
    ],
    [{ GITHUB_API_URL: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080'],
    [{ GITHUB_API_URL: 'http://[::1]:8080' }, 'http://[::1]:8080'],
  ])('knows other servers: %j', (own, apiUrl) => {
    expect(gitHubAccess({ GITHUB_REPOSITORY: 'acme/checkout', ...own }, 'x')?.apiUrl).toBe(apiUrl);
  });

  it('takes a secret with the line break that it was stored with', () => {
    expect(gitHubAccess(env, 'ghs_abc\n')?.token).toBe('ghs_abc');
  });

  it.each([
    [{ GITHUB_REPOSITORY: '' }, 'x', 'GITHUB_REPOSITORY does not say'],
    [{ GITHUB_REPOSITORY: 'checkout' }, 'x', '"checkout", which names no repository'],
    [{ GITHUB_REPOSITORY: 'acme/..' }, 'x', 'names no repository'],
    [{ GITHUB_REPOSITORY: 'acme/checkout/pulls' }, 'x', 'names no repository'],
    [{ GITHUB_API_URL: 'api.github.com' }, 'x', 'GITHUB_API_URL is "api.github.com", which is no address'],
    [{ GITHUB_API_URL: 'http://api.github.com' }, 'x', 'in the clear. Use https.'],
    [{ GITHUB_SERVER_URL: 'ftp://github.com' }, 'x', 'Use https.'],
    [{ GITHUB_API_URL: 'https://ada:hunter2@api.github.com' }, 'x', 'Take out the login'],
    [{ GITHUB_API_URL: 'https://api.github.com?a=b' }, 'x', 'Take out the login'],
    [{}, 'ghs_a b', 'no token of GitHub'],
    [{}, 'ghs_ü', 'no token of GitHub'],
  ])('refuses %j with %j', (own, token, why) => {
    const refused = () => gitHubAccess({ ...env, ...own }, token);
    expect(refused).toThrow(AccessError);
    expect(refused).toThrow(why);
  });

  it('shows neither a token nor a password in what it says', () => {
    expect(() => gitHubAccess(env, 'ghs_secret\tx')).not.toThrow('ghs_secret');
    expect(() => gitHubAccess({ ...env, GITHUB_API_URL: 'https://a:hunter2@b' }, 'x')).not.toThrow('hunter2');
  });
});

it('a repository is an owner and a name', () => {
  expect(parseRepository('acme/check.out-2_x')).toEqual({ owner: 'acme', repo: 'check.out-2_x' });
  expect(parseRepository('a/b/c')).toBeNull();
  expect(parseRepository('../b')).toBeNull();
  expect(parseRepository('')).toBeNull();
});
