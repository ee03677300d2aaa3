import { expect, test } from 'vitest';
import { parseObjective } from './objective.ts';
import { quote } from './quote.ts';
import { instead, nearest } from './suggest.ts';
import { parseWeeklyWindow } from './weekly-window.ts';
import { parseWorkspacePath } from './workspace-path.ts';

test.each([
  ['99.9%', { kind: 'availability', target: 99.9 }],
  ['99% under 300ms', { kind: 'latency', target: 99, threshold: 300 }],
  ['99.5%  under  1s500ms', { kind: 'latency', target: 99.5, threshold: 1500 }],
])('objective %s', (text, value) => {
  expect(parseObjective(text)).toEqual({ ok: true, value });
});

test.each([
  ['99', 'a percentage is a number and %', 'write 99%'],
  ['99% below 300ms', 'no objective can be read from it', 'write for example 99.9% or 99% under 300ms'],
  ['99% under 300', '"300" is no length of time', 'write the unit too: 300s, 300m or 300h'],
  ['99% under 0s', 'no answer takes no time', 'write for example 99.9% or 99% under 300ms'],
  ['101%', 'more than the whole', 'write at most 100%'],
  ['100% under 1s', 'that leaves no error budget to judge by', 'write less than 100%, such as 99.9%'],
])('%s is no objective', (text, why, mend) => {
  expect(parseObjective(text)).toMatchObject({ ok: false, fault: { why, mend } });
});

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
  expect(parseWeeklyWindow(text)).toEqual({ ok: true, value: { text, from, to, zone } });
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
