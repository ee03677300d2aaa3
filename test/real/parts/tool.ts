import { execFile } from 'node:child_process';

export interface ToolOptions {
  readonly cwd: string;
  /** On top of our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
}

/** No download takes longer where it works at all. */
const LIMIT_MS = 240_000;
const SHOWN_LINES = 6;

/**
 * Runs a program to its end and gives what it wrote to standard output.
 * @throws Error with the command, how it ended and the end of what it said
 */
export async function tool(file: string, args: readonly string[], options: ToolOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        timeout: options.limitMs ?? LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new Error(`tried "${[file, ...args].join(' ')}": ${howItEnded(error)}${end(stdout, stderr)}`),
          );
      },
    );
  });
}

function howItEnded(error: { code?: string | number | null; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'there is no such program on this machine';
  if (error.killed === true) return 'it took too long and was killed';
  return `it ended with ${error.code ?? 'a signal'}`;
}

function end(stdout: string, stderr: string): string {
  const text = stderr.trim() === '' ? stdout : stderr;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-SHOWN_LINES)
    .map((line) => `\n    ${line.trim()}`)
    .join('');
}
