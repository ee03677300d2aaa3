import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { LedgerError } from '@glidepath/conductor';

export interface GitRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** How long git waits for another writer of the same ref. */
export const LOCK_WAIT_MS = 2000;

/** What the user or the repository may have configured, and what must not change how the ledger works. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'gc.auto=0',
  // An entry that was reported as written survives a power cut.
  'core.fsync=committed,reference',
  // Git's own retry, with growing random pauses; the default of 100 ms is short for several writers.
  `core.filesRefLockTimeout=${LOCK_WAIT_MS}`,
  `reftable.lockTimeout=${LOCK_WAIT_MS}`,
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

/**
 * Runs git in `repository` and returns what it said; a refusal is no error here.
 * @throws LedgerError where git cannot be started, does not end in time or is killed
 */
export async function git(
  repository: string,
  args: readonly string[],
  { stdin = '', env = {}, timeoutMs = 20_000 }: GitOptions = {},
): Promise<GitRun> {
  const child = spawn('git', ['--no-replace-objects', ...SETTINGS, '-C', repository, ...args], {
    env: { ...inherited(), ...env },
    // A process group of its own: Ctrl-C at a terminal must not cut a write that records the cancellation.
    detached: process.platform !== 'win32',
    timeout: timeoutMs,
    killSignal: 'SIGTERM',
    windowsHide: true,
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // Git may end without reading all of it; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]).catch(
    (error: unknown) => {
      throw notStarted(error);
    },
  );
  if (end.signal !== null) {
    throw new LedgerError(
      `git ${args[0] ?? ''} was stopped by ${end.signal}; it has ${timeoutMs / 1000} s to answer. ` +
        `Is ${repository} on a slow or unreachable disk? Run it again.`,
    );
  }
  return { ok: end.code === 0, stdout, stderr };
}

/** Few variables: no tokens, and no GIT_DIR of a hook that would lead to another repository. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|PATHEXT|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|SYSTEMROOT|XDG_CONFIG_HOME|TMPDIR|TEMP|TMP|GIT_CONFIG_.*|GIT_EXEC_PATH|GIT_CEILING_DIRECTORIES)$/i.test(
      name,
    ),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
}

function notStarted(error: unknown): LedgerError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') {
    return new LedgerError(
      'git was not found. The ledger is kept by git: install it, or put it on the PATH.',
      {
        cause: error,
      },
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new LedgerError(`git cannot be started: ${why}. Check that it runs here: git --version`, {
    cause: error,
  });
}
