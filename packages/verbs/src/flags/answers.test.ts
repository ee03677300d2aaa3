import type { FlagAnswer } from '@glidepath/conductor';
import { millis, type AskedFlag, type FlagProvider } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { closedByFlag, secretsOf, seenOf } from './answers.ts';

const GATE: AskedFlag = { key: 'a', type: 'boolean', is: true, unknown: 'closed' };
const READ: AskedFlag = { key: 'a', type: 'object', is: null, unknown: 'open' };
const FOUND: FlagAnswer = { kind: 'value', value: true, variant: 'on', reason: 'STATIC' };
const GONE: FlagAnswer = {
  kind: 'trouble',
  code: 'not-found',
  why: 'there is no flag "a"',
  mend: 'check its key',
};

function closed(asked: AskedFlag, answer: FlagAnswer) {
  return closedByFlag(seenOf(asked, answer, []));
}

describe('a flag', () => {
  it('is open where it has its value, and tells all that came', () => {
    const seen = { key: 'a', type: 'boolean', is: true, value: true, variant: 'on', reason: 'STATIC' };
    expect(seenOf(GATE, FOUND, [])).toEqual({ ...seen, open: true, trouble: null });
    expect(closed(GATE, FOUND)).toBeNull();
  });

  it.each<[AskedFlag, FlagAnswer, string]>([
    [
      GATE,
      { ...FOUND, value: false, variant: 'off' },
      'the flag "a" is false (off, STATIC), and must be true',
    ],
    [
      { ...GATE, type: 'string', is: 'everyone' },
      { ...FOUND, value: 'staff', variant: null, reason: null },
      'the flag "a" is "staff", and must be "everyone"',
    ],
    [
      { ...GATE, type: 'string', is: 'x' },
      { ...FOUND, value: `a\n::error::\u202E${'b'.repeat(200)}`, variant: null },
      `the flag "a" is "a\\n::error:: ${'b'.repeat(66)}… (STATIC), and must be "x"`,
    ],
    [
      { ...GATE, type: 'number', is: 1 },
      { ...FOUND, value: 2, variant: null, reason: null },
      'is 2, and must be 1',
    ],
  ])('is closed where it has another: %j %j', (asked, answer, says) => {
    const gate = closed(asked, answer);
    expect(gate).toMatchObject({ reason: 'flag', until: null });
    expect(gate?.message).toContain(says);
  });

  it('that is only read closes nothing', () => {
    expect(seenOf(READ, { ...FOUND, value: { most: 1 } }, [])).toMatchObject({
      value: { most: 1 },
      open: true,
    });
    expect(closed(READ, GONE)).toBeNull();
    expect(seenOf(READ, GONE, [])).toMatchObject({ value: null, open: true, trouble: { code: 'not-found' } });
  });

  it('that can not be evaluated stands as it was asked to', () => {
    const message = 'there is no flag "a"; check its key';
    expect(seenOf(GATE, GONE, [])).toMatchObject({
      value: null,
      open: false,
      trouble: { code: 'not-found', message },
    });
    expect(closed(GATE, GONE)).toEqual({
      reason: 'gate-unreachable',
      message: `the flag "a" could not be evaluated, so it counts as closed: ${message}`,
      until: null,
    });
    expect(closed({ ...GATE, unknown: 'open' }, GONE)).toBeNull();
    expect(closed({ ...READ, unknown: 'closed' }, GONE)).toMatchObject({ reason: 'gate-unreachable' });
  });
});

describe('what a provider says', () => {
  const SECRETS = [{ name: 'UNLEASH_TOKEN', text: 'a"token-5f3a' }];

  it.each<[FlagAnswer, AskedFlag]>([
    [
      { ...FOUND, value: 'Bearer a"token-5f3a' },
      { ...GATE, type: 'string', is: 'x' },
    ],
    [{ ...FOUND, value: { deep: [{ 'a"token-5f3a': 1 }] } }, READ],
    [{ ...FOUND, variant: 'a"token-5f3a' }, GATE],
    [{ ...FOUND, reason: 'for a"token-5f3a' }, GATE],
  ])('is not told where it holds a secret: %j', (answer, asked) => {
    const seen = seenOf(asked, answer, SECRETS);
    expect(seen.trouble?.message).toContain('holds the secret of UNLEASH_TOKEN');
    expect(JSON.stringify([seen, closedByFlag(seen)])).not.toContain('5f3a');
  });

  it('is not told where it is far too long', () => {
    const seen = seenOf(READ, { ...FOUND, value: { text: 'x'.repeat(65_536) } }, []);
    expect(seen).toMatchObject({ value: null, trouble: { code: 'broken' } });
    expect(seen.trouble?.message).toMatch(/has 655\d\d characters; keep it below 65536/);
  });
});

describe('secrets', () => {
  const server = { url: 'http://x', tokenEnv: 'ADMIN', project: 'p', environment: 'e', timeout: millis(1) };
  const env = { KEY: 'sdk-secret-1', ADMIN: 'admin-secret-2', GITHUB_TOKEN: 'ghs-secret-3', SHORT: 'abc' };

  it.each<[FlagProvider, readonly string[]]>([
    [
      {
        kind: 'launchdarkly',
        sdkKeyEnv: 'KEY',
        url: null,
        timeout: millis(1),
        server: { kind: 'launchdarkly', ...server },
      },
      ['KEY', 'ADMIN', 'GITHUB_TOKEN'],
    ],
    [
      { kind: 'unleash', url: 'http://x', tokenEnv: 'KEY', app: 'a', server: { kind: 'unleash', ...server } },
      ['KEY', 'ADMIN', 'GITHUB_TOKEN'],
    ],
    [{ kind: 'ofrep', url: 'http://x', headers: {}, tokenEnv: 'SHORT' }, ['GITHUB_TOKEN']],
    [{ kind: 'ofrep', url: 'http://x', headers: {}, tokenEnv: null }, ['GITHUB_TOKEN']],
    [{ kind: 'file', file: 'flags.yml' }, ['GITHUB_TOKEN']],
  ])('are those of %j and of the runner', (provider, names) => {
    expect(secretsOf({ env, repository: null }, provider).map(({ name }) => name)).toEqual(names);
  });

  it('are the token by which GitHub is asked, too', () => {
    const repository = { apiUrl: '', serverUrl: '', owner: 'a', repo: 'b', token: 'ghs-secret-4' };
    expect(secretsOf({ env: {}, repository }, { kind: 'file', file: 'f' })).toEqual([
      { name: 'the token', text: 'ghs-secret-4' },
    ]);
  });
});
