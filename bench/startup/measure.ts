import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** A program to start, and how a right start ends. */
export interface Start {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly exitCode: number;
  /** What the line holds that answers to the arguments; null where none is expected. */
  readonly answer: string | null;
}

/** Milliseconds from just before the process is made. */
export interface Times {
  /** To the first byte it writes to stdout or stderr; null where it writes none. */
  readonly firstByte: number | null;
  /** To the answer; null where none is expected. */
  readonly answer: number | null;
  readonly exit: number;
}

/** Starts it once with this Node. @throws Error when it ends or answers otherwise than it must */
export async function timeStart({ args, cwd, env, exitCode, answer: sought }: Start): Promise<Times> {
  const { promise, resolve, reject } = Promise.withResolvers<Times>();
  let firstByte: number | null = null;
  let answer: number | null = null;
  let exit = 0;
  let said = '';
  const from = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const hear = (chunk: Buffer): void => {
    firstByte ??= performance.now() - from;
    said += chunk.toString();
    if (sought !== null && said.includes(sought)) answer ??= performance.now() - from;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', reject);
  child.once('exit', () => {
    exit = performance.now() - from;
  });
  child.once('close', (code) => {
    if (code === exitCode && (answer === null) === (sought === null)) resolve({ firstByte, answer, exit });
    else
      reject(
        new Error(
          `node ${args.join(' ')} ended with ${code}, not with ${exitCode} and "${sought ?? ''}": ${said.slice(0, 500)}`,
        ),
      );
  });
  return promise;
}

/** The middle value; of two middle ones their mean. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
