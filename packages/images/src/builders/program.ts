import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where programs run. */
export interface Workplace {
  /** Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stops what runs. */
  readonly stop: AbortSignal;
}

export interface Ran {
  /** Null: it was ended by a signal. */
  readonly code: number | null;
  /** The last lines of what it wrote, to both of its outputs. */
  readonly lines: readonly string[];
}

/** More than any failing step says. */
const KEPT_LINES = 5_000;
/** How long it may take to end by itself. */
const GRACE_MS = 10_000;

/** The program of this name on the PATH; null where there is none. */
export async function onPath(name: string, env: Workplace['env']): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    // A relative one would be another program in another folder.
    if (!isAbsolute(folder)) continue;
    const path = join(folder, name);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end, without a shell.
 * @param line hears each line as it comes
 * @throws the system's error where it can't be started
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { folder, env, stop }: Workplace,
  line: (text: string) => void = () => {},
): Promise<Ran> {
  stop.throwIfAborted();
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const heard = (text: string): void => {
    lines.push(text);
    if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
    line(text);
  };
  for (const input of [child.stdout, child.stderr])
    createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on('line', heard);
  let killing: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    stop.throwIfAborted();
    return { code, lines: lines.slice(-KEPT_LINES) };
  } finally {
    stop.removeEventListener('abort', end);
    clearTimeout(killing);
  }
}
