import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStateDir, isInside, layoutOf } from './paths.ts';

test('the state folder: our own variable, then the XDG one, then the home folder', () => {
  expect(defaultStateDir({ GLIDEPATH_STATE_DIR: '/var/lib/gp', XDG_STATE_HOME: '/x' })).toBe('/var/lib/gp');
  expect(defaultStateDir({ GLIDEPATH_STATE_DIR: '', XDG_STATE_HOME: '/x' })).toBe('/x/glidepath');
  expect(defaultStateDir({ XDG_STATE_HOME: 'relative' })).toBe(join(homedir(), '.local/state/glidepath'));
});

test.each(['', '.', '..', '../x', 'a/b', 'a\0b', '.hidden', 'x'.repeat(101)])(
  '%j names no folder',
  (name) => {
    expect(() => layoutOf('/state', name, 'production')).toThrow('cannot name a folder');
    expect(() => layoutOf('/state', 'shop', name)).toThrow('cannot name a folder');
  },
);

test('each environment has its own folder', () => {
  expect(layoutOf('/state', 'shop', 'eu-1.prod').folder).toBe('/state/local/shop/eu-1.prod');
});

test.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a', '/a/..b', true],
  ['/a', '/ab', false],
  ['/a', '/', false],
  ['/a/b', '/a/c', false],
])('in %s: %s is %s', (folder, path, inside) => {
  expect(isInside(folder, path)).toBe(inside);
});
