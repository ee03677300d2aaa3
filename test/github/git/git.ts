import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

export interface GitRun {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Paths are paths, not patterns; nothing is tidied up; who meets another writer's lock waits. */
const SETTINGS = ['--literal-pathspecs', '-c', 'gc.auto=0', '-c', 'core.filesRefLockTimeout=5000'];

/** Git without what the machine's user has configured. */
export function cleanGitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Runs git in a repository. A refusal is no error here. */
export async function git(
  repository: string,
  args: readonly string[],
  { stdin = '', env = {} }: GitOptions = {},
): Promise<GitRun> {
  const child = spawn('git', [...SETTINGS, '-C', repository, ...args], {
    env: { ...cleanGitEnvironment(), ...env },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Git may end without reading all of it; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [stdout, stderr, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  return { ok: code === 0, stdout, stderr };
}
