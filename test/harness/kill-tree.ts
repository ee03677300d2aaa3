import { readdirSync, readFileSync } from 'node:fs';

/** Kills a process and everything below it at once, as a runner does that is lost. What an earlier run left is not below it. */
export function killTree(pid: number): void {
  for (const one of stopped(pid)) signal(one, 'SIGKILL');
}

/** The tree from its root on. Each is stopped before its children are looked up, so that none is born meanwhile. */
function stopped(pid: number): readonly number[] {
  signal(pid, 'SIGSTOP');
  return [pid, ...childrenOf(pid).flatMap(stopped)];
}

/** Each thread has children of its own (proc_pid_task(5)). */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
