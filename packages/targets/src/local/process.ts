import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './errors.ts';

/** A process, told apart from a later one with the same pid. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in the host's own words; null where the host does not say. */
  readonly started: string | null;
}

export function identify(pid: number): ProcessId {
  return { pid, started: look(pid)?.started ?? null };
}

/** Does this very process still run? One that has ended and only waits to be reaped does not. */
export function isRunning(id: ProcessId): boolean {
  const seen = look(id.pid);
  if (seen === null) return false;
  return id.started === null || seen.started === null || id.started === seen.started;
}

/** Signals a whole process group; false where nobody is left in it. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    // Somebody is there who is not ours: a group that we must not touch.
    if (errorCode(error) === 'EPERM') return false;
    throw error;
  }
}

function look(pid: number): { readonly started: string | null } | null {
  if (process.platform === 'linux') return lookInProc(pid);
  if (!exists(pid)) return null;
  return { started: startTimeByPs(pid) };
}

/** Fields 3 (state), 20 (threads) and 22 (start, in clock ticks since boot) of /proc/<pid>/stat; see proc_pid_stat(5). */
function lookInProc(pid: number): { readonly started: string | null } | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const [threads, started] = [Number(fields[17]), fields[19] ?? ''];
  // While the last threads of a killed process still end, its ports are not free yet.
  if ((state === 'Z' || state === 'X') && threads <= 1) return null;
  return { started: `${bootId()}/${started}` };
}

let boot: string | null = null;

/** Ticks since boot say nothing after a restart of the host. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function startTimeByPs(pid: number): string | null {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() === '' ? null : text.trim();
  } catch {
    return null;
  }
}
