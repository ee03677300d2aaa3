import { expect, test } from 'vitest';
import { parseFreezeWindow } from './freeze-window.ts';
import { parseLine } from './line.ts';
import { formatObjective, OBJECTIVE, parseObjective } from './objective.ts';
import { parsePerson, PERSON } from './person.ts';
import { quote } from './quote.ts';
import { instead, nearest } from './suggest.ts';
import { parseWebAddress } from './web-address.ts';
import { parseWeeklyWindow } from './weekly-window.ts';
import { parseWorkspacePath } from './workspace-path.ts';

test.each([
  ['99.9%', { kind: 'availability', target: 99.9 }],
  ['99% under 300ms', { kind: 'latency', target: 99, threshold: 300 }],
  ['99.5%  under  1s500ms', { kind: 'latency', target: 99.5, threshold: 1500 }],
  ['p99 under 300ms', { kind: 'latency', target: 99, threshold: 300 }],
  ['p99.9  under 1s', { kind: 'latency', target: 99.9, threshold: 1000 }],
  ['p50 under 100ms', { kind: 'latency', target: 50, threshold: 100 }],
  ['p0.5 under 1ms', { kind: 'latency', target: 0.5, threshold: 1 }],
])('objective %s', (text, value) => {
  expect(parseObjective(text)).toEqual({ ok: true, value });
  expect(text).toMatch(OBJECTIVE);
});

test.each(['p99 under 300ms', '99% under 300ms'])('%s is told as a share', (text) => {
  const read = parseObjective(text);
  expect(read.ok && formatObjective(read.value)).toBe('99% under 300ms');
});

test.each([
  ['99', 'a percentage is a number and %', 'write 99%'],
  ['99% below 300ms', 'no objective can be read from it', 'write for example 99.9% or 99% under 300ms'],
  ['99% under 300', '"300" is no length of time', 'write the unit too: 300s, 300m or 300h'],
  ['99% under 0s', 'no answer takes no time', 'write for example 99.9% or 99% under 300ms'],
  ['101%', 'more than the whole', 'write at most 100%'],
  ['100% under 1s', 'that leaves no error budget to judge by', 'write less than 100%, such as 99.9%'],
  ['0.0%', 'every release would meet it', 'write for example 99.9% or 99% under 300ms'],
  ['p99', 'it does not say how soon the answer must come', 'write for example p99 under 300ms'],
  ['p100 under 1s', 'that leaves no error budget to judge by', 'write less than p100, such as p99.9'],
  ['p100', 'that leaves no error budget to judge by', 'write less than p100, such as p99.9'],
  ['p0 under 1s', 'every release would meet it', 'write for example 99.9% or 99% under 300ms'],
  ['p0.0 under 1s', 'every release would meet it', 'write for example 99.9% or 99% under 300ms'],
  ['p999 under 1s', 'more than the whole', 'write p99.9'],
  ['p200 under 1s', 'more than the whole', 'write for example p99.9'],
  ['p99% under 1s', '"p99%" is no quantile', 'write for example p99 under 300ms or p99.9 under 300ms'],
  ['p99 under 300', '"300" is no length of time', 'write the unit too: 300s, 300m or 300h'],
  ['p99 under 0s', 'no answer takes no time', 'write for example 99.9% or 99% under 300ms'],
  ['P99 under 1s', 'no objective can be read from it', 'write for example 99.9% or 99% under 300ms'],
  ['p99 below 1s', 'no objective can be read from it', 'write for example 99.9% or 99% under 300ms'],
])('%s is no objective', (text, why, mend) => {
  expect(parseObjective(text)).toMatchObject({ ok: false, fault: { why, mend } });
});

test.each(['99', '0%', '0.00% under 1s', '100%', 'p0 under 1s', 'p100 under 1s', 'p99', 'p99% under 1s'])(
  'the pattern refuses %s too',
  (text) => {
    expect(text).not.toMatch(OBJECTIVE);
  },
);

test.each([
  ['dist', 'dist'],
  ['./dist/', 'dist'],
  ['a//./b', 'a/b'],
  ['.', '.'],
  ['..dist/a..b', '..dist/a..b'],
])('path %s is %s', (text, value) => {
  expect(parseWorkspacePath(text)).toEqual({ ok: true, value });
});

test.each(['', ' ', '/', '/etc', '..', 'a/..', 'a/../b', '../a', 'C:/a', 'c:', 'a\\..\\b', 'a\0b', 'a\nb'])(
  'path %j is refused',
  (text) => {
    expect(parseWorkspacePath(text).ok).toBe(false);
  },
);

test.each([
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', 6720, 420, 'Europe/Berlin'],
  ['Mon 0:00-Sun 24:00 UTC'.replace('Mon 0', 'Mon 1'), 60, 0, 'UTC'],
  ['Sat 00:00 - Sun 00:00 US/Pacific', 7200, 8640, 'US/Pacific'],
])('window %s', (text, from, to, zone) => {
  expect(parseWeeklyWindow(text)).toEqual({ ok: true, value: { kind: 'weekly', text, from, to, zone } });
});

test('a window is told on one line', () => {
  const text = 'Fri 16:00 -\n Mon 07:00  UTC\n';
  expect(parseFreezeWindow(text)).toMatchObject({ value: { text: 'Fri 16:00 - Mon 07:00 UTC' } });
  const dates = ' 2026-12-23  18:00 - 2027-01-04 07:00 UTC\n';
  expect(parseFreezeWindow(dates)).toMatchObject({
    value: { text: '2026-12-23 18:00 - 2027-01-04 07:00 UTC' },
  });
});

test.each([
  ['Friday 16:00 - Mon 07:00 UTC', 'the days are Mon Tue Wed Thu Fri Sat Sun'],
  ['Fri 16:60 - Mon 07:00 UTC', 'there is no 16:60 on a clock'],
  ['Fri 16:00 - Mon 24:01 UTC', 'there is no 24:01 on a clock'],
  ['Fri 16 - Mon 7 UTC', 'not a day and time, -, a day and time, and a time zone'],
  ['Fri 16:00 - Mon 07:00 Mars/Olympus', '"Mars/Olympus" is no time zone'],
])('%s is no window', (text, why) => {
  expect(parseWeeklyWindow(text)).toMatchObject({ ok: false, fault: { why } });
});

test.each([
  ['alice', { kind: 'user', login: 'alice' }],
  ['a-B-3', { kind: 'user', login: 'a-B-3' }],
  ['octo_acme', { kind: 'user', login: 'octo_acme' }],
  ['dependabot[bot]', { kind: 'user', login: 'dependabot[bot]' }],
  ['github-actions[bot]', { kind: 'user', login: 'github-actions[bot]' }],
  ['x'.repeat(39), { kind: 'user', login: 'x'.repeat(39) }],
  ['role:maintain', { kind: 'role', role: 'maintain' }],
  ['@acme/release-managers', { kind: 'team', organization: 'acme', team: 'release-managers' }],
])('person %s', (text, value) => {
  expect(parsePerson(text)).toEqual({ ok: true, value });
  expect(PERSON.test(text)).toBe(true);
});

test.each([
  ['', 'write a login, role:maintain, or "@org/team"'],
  ['-alice', 'write a login, role:maintain, or "@org/team"'],
  ['alice-', 'write a login, role:maintain, or "@org/team"'],
  ['a--b', 'write a login, role:maintain, or "@org/team"'],
  ['alice@example.com', 'write a login, role:maintain, or "@org/team"'],
  ['dependabot[bot', 'write a login, role:maintain, or "@org/team"'],
  ['x'.repeat(40), 'write a login, role:maintain, or "@org/team"'],
  ['@alice', 'write alice, or "@org/team" for a team'],
  ['@acme/release managers', 'write for example "@acme/release-managers"'],
  ['@acme/', 'write for example "@acme/release-managers"'],
  ['admin', 'write role:admin for the role'],
  ['Maintain', 'write role:maintain for the role'],
  ['role:maintainer', 'did you mean "maintain"?'],
  ['role:owner', 'write one of read, triage, write, maintain, admin'],
  ['Anyone', 'write anyone alone, or leave it out'],
])('%s is no person', (text, mend) => {
  expect(parsePerson(text)).toMatchObject({ ok: false, fault: { mend } });
});

test.each([
  ['https://shop.example.com', 'https://shop.example.com'],
  ['https://shop.example.com/', 'https://shop.example.com/'],
  ['HTTP://Shop.example.com:80/a b?c#"d"', 'http://shop.example.com/a%20b?c#%22d%22'],
])('address %s is %s', (text, value) => {
  expect(parseWebAddress('mend')(text)).toEqual({ ok: true, value });
});

test.each([
  ['shop.example.com', 'no URL can be read from it'],
  ['javascript:alert(1)', 'a browser opens http and https'],
  ['https://alice@shop.example.com', 'a delivery file is public'],
  ['https://:hush@shop.example.com', 'a delivery file is public'],
  ['https://alice:hush@', 'no URL can be read from it'],
])('%s is no address to follow', (text, why) => {
  const read = parseWebAddress('mend')(text);
  expect(read).toMatchObject({ ok: false, fault: { why } });
  expect(JSON.stringify(read)).not.toContain('hush');
});

test.each([
  ['', 'nothing stands there'],
  [' a', 'it begins or ends with a space'],
  ['a\nb', 'it is more than one plain line'],
  ['a\u2028b', 'it is more than one plain line'],
  ['a\u001bb', 'it is more than one plain line'],
  ['a'.repeat(11), 'it has 11 characters'],
])('%j is no line of ten', (text, why) => {
  expect(parseLine(10, 'mend')(text)).toMatchObject({ ok: false, fault: { why } });
});

test('suggests only what is near', () => {
  const known = ['strategy', 'slos', 'on', 'after'];
  expect(
    ['stratgey', 'Strategy', 'slo', 'or', 'afetr', 'xyz', 'replicas'].map((text) => nearest(text, known)),
  ).toEqual(['strategy', 'strategy', 'slos', 'on', 'after', null, null]);
  expect(instead('replicas', ['a', 'b'])).toBe('write one of a, b');
});

test('a quotation is one line, harmless to a terminal, and not long', () => {
  expect(quote('a "b"\n\u001b[31m\u009b\u202e\u2028é')).toBe(
    String.raw`"a \"b\"\n\u001b[31m\u{9b}\u{202e}\u{2028}é"`,
  );
  expect(quote('x'.repeat(1000))).toBe(`"${'x'.repeat(60)}…"`);
});
