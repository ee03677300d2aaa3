import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { identify, isRunning, signalGroup, type ProcessId } from '../process.ts';

/** How a process ended; null twice where it was not our child, so that nobody told us. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program in a process group of its own: a signal reaches what it has started too. */
export interface Group {
  readonly leader: ProcessId;
  /** Resolves when the leader has ended. */
  readonly ended: Promise<End>;
  /** Asks the group to end, and after `graceMs` makes it. Resolves once nobody is left in it. */
  stop(graceMs: number): Promise<void>;
}

export interface Program {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** File descriptor that takes what the program prints. */
  readonly output: number;
}

/** A group that is there but does not run yet. */
export interface Recruit {
  readonly group: Group;
  /** Lets it run. To be called once its pid is written down. */
  readonly go: () => void;
}

/**
 * What stands in the program's place until it is let go: it waits for a line and then becomes the program, under the same
 * pid. Should this daemon be killed before it has written the pid down, the line never comes and nothing is left behind.
 * The command is handed over as arguments; none of it is read as shell text.
 */
const WAITER = 'read -r line <&3 && exec "$@" 3<&-';

/**
 * @throws NoProgram where there is nothing to run
 * @throws the system's error where no process can be had
 */
export async function recruitGroup(program: Program): Promise<Recruit> {
  await findProgram(program);
  const child = spawn('/bin/sh', ['-c', WAITER, 'glidepath', ...program.command], {
    cwd: program.folder,
    env: program.env,
    // The output goes straight to a file: a pipe would break, and the program with it, when this daemon dies.
    stdio: ['ignore', program.output, program.output, 'pipe'],
    detached: true,
  });
  // Rejects on the `error` event.
  await once(child, 'spawn');
  const { pid, stdio } = child;
  const line = stdio[3];
  if (pid === undefined || !(line instanceof Writable))
    throw new Error('the program came without pid or pipe');
  // It may be stopped before it is let go.
  line.on('error', () => undefined);
  return {
    group: group(identify(pid), endOf(child)),
    go: () => {
      line.end('\n');
    },
  };
}

/** A group that an earlier daemon has started. */
export function adoptGroup(leader: ProcessId): Group {
  return group(leader, watch(leader));
}

function group(leader: ProcessId, ended: Promise<End>): Group {
  return {
    leader,
    ended,
    async stop(graceMs) {
      signalGroup(leader.pid, 'SIGTERM');
      if (await isEmptyWithin(leader.pid, graceMs)) return;
      signalGroup(leader.pid, 'SIGKILL');
      await isEmptyWithin(leader.pid, KILL_MS);
    },
  };
}

async function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
}

const WATCH_MS = 200;

async function watch(leader: ProcessId): Promise<End> {
  while (isRunning(leader)) await sleep(WATCH_MS);
  return { code: null, signal: null };
}

/** How long the kernel may take to be done with a killed group. */
const KILL_MS = 2000;
const POLL_MS = 20;

async function isEmptyWithin(leader: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (signalGroup(leader, 0)) {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
