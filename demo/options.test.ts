import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the options', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({ json: false, keep: false, help: false, rps: 350 });
  });

  it('are read', () => {
    expect(readOptions(['--json', '--keep', '--rps', '400'])).toMatchObject({
      json: true,
      keep: true,
      rps: 400,
    });
  });

  it.each([['--rps', 'many'], ['--rps', '10'], ['--rps', '1e9'], ['--sjon'], ['more']])(
    'are refused where they make no sense: %s %s',
    (...args) => {
      expect(() => readOptions(args.filter((arg) => arg !== undefined))).toThrow(/--/);
    },
  );
});
