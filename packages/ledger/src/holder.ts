import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { HolderProbe } from '@glidepath/conductor';
import type { Holder, WorkflowRun } from '@glidepath/rollout';

export interface HolderOptions {
  readonly actor: string;
  /** Where a person can look at the run. */
  readonly url?: string | null;
  /** The workflow run that this process belongs to. */
  readonly run?: WorkflowRun | null;
}

/** This process, as it signs a lease. Each call is a new holder. */
export function thisHolder({ actor, url = null, run = null }: HolderOptions): Holder {
  return {
    id: randomUUID(),
    actor,
    host: thisHost(),
    pid: process.pid,
    started: readProcess('self')?.started ?? null,
    url,
    run,
  };
}

/** Looks a holder's process up on this host. A pid that another process has by now does not count. */
export function createHolderProbe(): HolderProbe {
  const here = thisHost();
  return { look: async (holder) => (holder.host === here ? lookHere(holder) : 'unknown') };
}

/**
 * Where a pid has a meaning: the host's name and, where Linux tells them, a mark of its boot and the pid namespace. A
 * reboot, or another container with the same host name, is another place.
 */
export function thisHost(): string {
  const boot = orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const space = orNull(() => readlinkSync('/proc/self/ns/pid'));
  if (boot === null) return hostname();
  const mark = createHash('sha256').update(`${boot}${space}`).digest('hex').slice(0, 8);
  return `${hostname()}#${mark}`;
}

export interface ProcessStat {
  /** One letter; Z for a zombie, X for dead. */
  readonly state: string;
  /** Clock ticks after boot. */
  readonly started: string;
}

/** Fields 3 and 22 of /proc/<pid>/stat (proc_pid_stat(5)). Field 2, the name, may hold spaces and parentheses. */
export function parseStat(stat: string): ProcessStat | null {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const state = fields[0];
  const started = fields[19];
  return state === undefined || started === undefined ? null : { state, started };
}

function lookHere(holder: Holder): 'alive' | 'dead' | 'unknown' {
  const signalled = signal(holder.pid);
  if (signalled === 'no-process') return 'dead';
  // Without a start it may be a later process with the same pid.
  if (holder.started === null) return 'unknown';
  const found = readProcess(holder.pid);
  // Another user's process can be hidden from /proc; one of our own that is not there has just ended.
  if (found === null) return signalled === 'not-ours' ? 'alive' : 'dead';
  return found.started === holder.started && !/[ZX]/i.test(found.state) ? 'alive' : 'dead';
}

function signal(pid: number): 'there' | 'not-ours' | 'no-process' {
  // 0 and negative numbers would address groups of processes.
  if (pid <= 0) return 'no-process';
  try {
    process.kill(pid, 0);
    return 'there';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'not-ours' : 'no-process';
  }
}

function readProcess(pid: number | 'self'): ProcessStat | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === null ? null : parseStat(stat);
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
