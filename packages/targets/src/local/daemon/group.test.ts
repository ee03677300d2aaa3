import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunning } from '../process.ts';
import { eventually } from '../test-support/host.ts';
import { adoptGroup, recruitGroup, type Recruit } from './group.ts';

let folder: string;
let output: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glidepath-group-'));
  output = openSync(join(folder, 'log'), 'a');
});
afterEach(async () => {
  closeSync(output);
  await rm(folder, { recursive: true, force: true });
});

async function recruit(...command: readonly string[]): Promise<Recruit> {
  return recruitGroup({ command, folder, env: { PATH: '/bin:/usr/bin', WORD: 'a word' }, output });
}

async function printed(): Promise<string> {
  return readFile(join(folder, 'log'), 'utf8');
}

test('nothing runs before it is let go, and arguments are not read as shell text', async () => {
  const { group, go } = await recruit('printf', '%s|', '$WORD', '`id`', 'a  b', '"; exit 1; "');
  expect(isRunning(group.leader)).toBe(true);
  expect(await printed()).toBe('');
  go();
  expect(await group.ended).toEqual({ code: 0, signal: null });
  expect(await printed()).toBe('$WORD|`id`|a  b|"; exit 1; "|');
});

test('the program has the pid that was told, its own group, and none of our pipes', async () => {
  const script = '[ -e /proc/$$/fd/3 ] && echo open || echo closed; ps -o pid=,pgid= -p $$; exec sleep 60';
  const { group, go } = await recruit('sh', '-c', script);
  go();
  await eventually('it has printed', async () => (await printed()).split('\n').length > 2);
  const { pid } = group.leader;
  expect((await printed()).trim().split(/\s+/)).toEqual(['closed', String(pid), String(pid)]);
  await group.stop(1000);
  expect(await group.ended).toEqual({ code: null, signal: 'SIGTERM' });
});

test('a recruit whose daemon is killed before it wrote the pid down does not run', async () => {
  // Stands for a daemon: it readies a program, tells the pid, and waits to be killed.
  const source = `
    const { recruitGroup } = await import(${JSON.stringify(new URL('group.ts', import.meta.url).href)});
    const program = { command: ['touch', 'ran'], folder: process.argv[1], env: { PATH: '/bin:/usr/bin' }, output: 2 };
    const { group } = await recruitGroup(program);
    console.log(group.leader.pid);
    setInterval(() => {}, 1000);
  `;
  const daemon = spawn(process.execPath, ['--input-type=module', '-e', source, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: unknown = await once(daemon.stdout, 'data');
  const leader = { pid: Number(String(told)), started: null };
  expect(isRunning(leader)).toBe(true);
  daemon.kill('SIGKILL');
  await eventually('it is gone', () => !isRunning(leader));
  await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT');
});

test('a stop reaches what the program has started, and does not wait for ever', async () => {
  const { group, go } = await recruit('sh', '-c', 'trap "" TERM; sleep 60 & echo up; wait; sleep 60');
  go();
  await eventually('it is up', async () => (await printed()) === 'up\n');
  await group.stop(50);
  expect(await group.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pgid=,stat=']);
  const left = stdout.split('\n').filter((row) => row.trim().startsWith(`${group.leader.pid} `));
  expect(left.filter((row) => !row.includes('Z'))).toEqual([]);
});

test('an adopted group is watched and stopped like any other', async () => {
  const { group, go } = await recruit('sleep', '60');
  go();
  const adopted = adoptGroup(group.leader);
  await adopted.stop(1000);
  expect(await adopted.ended).toEqual({ code: null, signal: null });
  expect(isRunning(group.leader)).toBe(false);
});
