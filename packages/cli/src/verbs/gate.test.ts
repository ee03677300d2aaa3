import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../program.ts';

const FILE = `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
flags: { file: flags.yml }
`;
const FLAGS = `checkout-release: true
audience: { value: staff, variant: "in\\nside" }
limits: { value: { most: 10 } }
`;

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-cli-'));
  writeFileSync(join(folder, 'delivery.yml'), FILE);
  writeFileSync(join(folder, 'flags.yml'), FLAGS);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function gate(...argv: readonly string[]): Promise<number> {
  stdout = '';
  stderr = '';
  return run(['--file', 'delivery.yml', 'gate', '--only-flags', ...argv], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    cwd: folder,
    entry: import.meta.url,
  });
}

it('shows each flag that was asked for, on a line of its own', async () => {
  const audience = '{ flag: audience, type: string }';
  expect(await gate('--flag', 'checkout-release', '--flag', audience, '--flag', 'gone')).toBe(7);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^closed: the flag "gone" could not be evaluated, .* knows no flag "gone"/),
    'flag              value               variant  reason  stands',
    'checkout-release  true                         STATIC  open',
    'audience          "staff"             in side  STATIC  open',
    'gone              unknown: not-found                   closed',
    '',
  ]);
});

it('is one line of JSON where that is asked for', async () => {
  expect(await gate('--json', '--flag', '[checkout-release, { flag: limits, type: object }]')).toBe(0);
  expect(stdout).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(stdout)).toMatchObject({ open: true, flags: [{ value: true }, { value: { most: 10 } }] });
});

it.each([
  [['--flag', '{ flag: a, iz: 1 }'], /--flag:1:12: unknown key "iz" in --flag, did you mean "is"/],
  [['--flag', 'a', '--flag', 'A'], /--flag number 2:1:1: --flag asks for "A", "a" is asked for already/],
  [[], /only flags are to be asked, but none is named/],
])('refuses %j', async (argv, says) => {
  expect(await gate(...argv)).toBe(2);
  expect(stderr).toMatch(says);
  expect(stdout).toBe('');
});
