import { expect, it } from 'vitest';
import { readerOf } from './reader.ts';

function reader(written: string) {
  return readerOf({ input: () => written });
}

it('takes what is left empty for nothing, or for the first choice', () => {
  const { text, choice, duration, percent, number, count } = reader('');
  expect([text('a'), duration('a'), percent('a'), number('a'), count('a')]).toEqual(Array(5).fill(null));
  expect(choice('a', ['fail', 'pass'])).toBe('fail');
});

it('reads what is written', () => {
  expect(reader('1m30s').duration('wait')).toBe(90_000);
  expect(reader('0.5%').percent('base-rate')).toBe(0.5);
  expect(reader('12.5').number('rps')).toBe(12.5);
  expect(reader('200').count('rollouts')).toBe(200);
  expect(reader('pass').choice('on-closed', ['fail', 'pass'])).toBe('pass');
});

it.each([
  ['90', (name: string) => reader('90').duration(name), /^the input it is "90", a length of time .*90s/],
  ['5', (name: string) => reader('5').percent(name), /^the input it is "5", .*write 5%/],
  ['-1', (name: string) => reader('-1').number(name), /^the input it is "-1", write a number above 0/],
  ['0', (name: string) => reader('0').number(name), /^the input it is "0", write a number above 0/],
  ['1.5', (name: string) => reader('1.5').count(name), /^the input it is "1.5", write a whole number/],
  ['Pass', (name: string) => reader('Pass').choice(name, ['fail', 'pass']), /write one of fail, pass$/],
])('refuses %s by the name of its input, with what to write', (_, read, says) => {
  expect(() => read('it')).toThrow(says);
});
