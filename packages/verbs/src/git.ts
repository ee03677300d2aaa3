import { execFile } from 'node:child_process';

/** What git answers, trimmed; null where it refuses, is not there or takes too long. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { timeout: 10_000, windowsHide: true, maxBuffer: 1 << 20 };
    execFile('git', ['-C', folder, ...args], options, (error, stdout) => {
      const answer = stdout.trim();
      resolve(error === null && answer !== '' ? answer : null);
    });
  });
}
