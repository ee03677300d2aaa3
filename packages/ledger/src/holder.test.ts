import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createHolderProbe, parseStat, thisHolder } from './holder.ts';

const onLinux = process.platform === 'linux';

describe('this process as a holder', () => {
  it('is told apart from any other', () => {
    const one = thisHolder({ actor: 'ada', url: 'https://ci.example/runs/17' });
    const two = thisHolder({ actor: 'ada' });
    expect(one).toMatchObject({ actor: 'ada', pid: process.pid, url: 'https://ci.example/runs/17' });
    expect(two.url).toBeNull();
    expect(one.id).not.toBe(two.id);
    expect(one.host).toBe(two.host);
    expect(one.started).toBe(two.started);
  });

  it.runIf(onLinux)('knows its host by boot and pid namespace, and its start', () => {
    const holder = thisHolder({ actor: 'ada' });
    expect(holder.host).toMatch(/#[0-9a-f]{8}$/);
    expect(holder.started).toMatch(/^\d+$/);
  });
});

describe('/proc/<pid>/stat', () => {
  const tail = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20 21';

  it.each([['12 (node) '], ['12 (tmux: server) '], ['12 (a) Z 1 2 (b)) '], ['12 (line\nbreak) ']])(
    'is read whatever the name is: %j',
    (head) => {
      expect(parseStat(`${head}${tail}\n`)).toEqual({ state: 'S', started: '4242' });
    },
  );

  it('is nothing when it is cut short', () => {
    expect(parseStat('12 (node) S 1 2')).toBeNull();
    expect(parseStat('')).toBeNull();
  });
});

describe('the probe', () => {
  const probe = createHolderProbe();
  const me = thisHolder({ actor: 'ada' });

  it.runIf(onLinux)('sees a living process', async () => {
    expect(await probe.look(me)).toBe('alive');
  });

  it('cannot see another host', async () => {
    expect(await probe.look({ ...me, host: 'elsewhere#00000000' })).toBe('unknown');
  });

  it('cannot tell a process without a start from a later one', async () => {
    expect(await probe.look({ ...me, started: null })).toBe('unknown');
  });

  it.runIf(onLinux)('is not fooled by a pid that another process has by now', async () => {
    expect(await probe.look({ ...me, started: '1' })).toBe('dead');
  });

  it.each([0, -1, 2 ** 31 - 1])('finds no process %d', async (pid) => {
    expect(await probe.look({ ...me, pid })).toBe('dead');
  });

  it.runIf(onLinux)('sees a process die, be a zombie first, and be gone', async () => {
    // The shell starts a child that ends when its input does, and does not wait for it until told.
    const shell = spawn('sh', ['-c', 'cat <&3 >/dev/null & echo $!; read go; wait; echo done; read go'], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    });
    const [toShell, fromShell, , toChild] = shell.stdio;
    if (!toShell || !fromShell || !toChild || !('end' in toChild)) throw new Error('the shell has no pipes');
    const pid = Number(await nextOf(fromShell));
    const started = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.started ?? null;
    const child = { ...me, pid, started };
    expect(await probe.look(child)).toBe('alive');

    toChild.end();
    await untilZombie(pid);
    expect(await probe.look(child)).toBe('dead');

    toShell.write('\n');
    expect(await nextOf(fromShell)).toBe('done\n');
    expect(await probe.look(child)).toBe('dead');
    toShell.end();
    await once(shell, 'close');
  });

  it.runIf(onLinux)('takes a process of another user for living', async () => {
    const started = parseStat(readFileSync('/proc/1/stat', 'utf8'))?.started ?? null;
    expect(await probe.look({ ...me, pid: 1, started })).toBe('alive');
  });
});

async function nextOf(stream: Readable): Promise<string> {
  const chunks: unknown[] = await once(stream, 'data');
  return String(chunks[0]);
}

async function untilZombie(pid: number): Promise<void> {
  while (parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.state !== 'Z') {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
