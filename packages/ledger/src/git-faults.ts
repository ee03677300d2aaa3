import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LedgerError } from '@glidepath/conductor';
import { LOCK_WAIT_MS } from './git.ts';
import { plain } from './text.ts';

/** Turns git's words into what was wrong and how to mend it. `stderr` is from LC_ALL=C. */
export async function explain(
  verb: 'read' | 'written',
  stderr: string,
  where: { readonly repository: string; readonly ref: string },
): Promise<LedgerError> {
  const lock = /Unable to create '(.+\.lock)': File exists/.exec(stderr)?.[1];
  const reason = lock === undefined ? mend(stderr, where) : await heldLock(resolve(where.repository, lock));
  return new LedgerError(`The ledger ${where.ref} cannot be ${verb} in ${where.repository}: ${reason}`);
}

function mend(stderr: string, { repository, ref }: { repository: string; ref: string }): string {
  if (/dubious ownership/.test(stderr)) {
    return `the folder belongs to another user, so git does not trust it. If you do: git config --global --add safe.directory ${unsafeFolder(stderr) ?? repository}`;
  }
  if (/cannot change to/.test(stderr))
    return 'there is no such folder, or it may not be entered. Give the path of a git repository.';
  if (/not a git repository/i.test(stderr)) {
    return 'it is not a git repository, or not one that this user may read. Run this in a clone, or make one there: git init';
  }
  if (/No space left on device|Disk quota exceeded/i.test(stderr))
    return 'the disk is full. Make room and run it again.';
  if (
    /Permission denied|insufficient permission|Read-only file system|unable to create directory/i.test(stderr)
  ) {
    return `access is denied, or the disk is read-only or full (git: ${said(stderr)}). Check who owns the repository's files.`;
  }
  if (/exists; cannot create/.test(stderr)) {
    return `another ref is in the way (git: ${said(stderr)}). Rename or delete it: git for-each-ref refs/glidepath`;
  }
  if (
    /broken|corrupt|missing object|bad object|not a valid object|(unable to|could not) read|unable to parse|inflate|is empty|dangling/i.test(
      stderr,
    )
  ) {
    return `the ref or an object behind it is damaged (git: ${said(stderr)}). See what is left with \`git fsck\`, and take the ref from another clone: git fetch <clone> +${ref}:${ref}`;
  }
  return `git refused: ${said(stderr)}`;
}

async function heldLock(path: string): Promise<string> {
  const waited = `another git held its lock for more than ${LOCK_WAIT_MS / 1000} s`;
  const made = await stat(path).then(
    (found) => `made ${found.mtime.toISOString()}`,
    () => 'gone by now',
  );
  return `${waited} (${path}, ${made}). Run it again. If no git runs there, one was killed and left the lock behind: delete that file.`;
}

function unsafeFolder(stderr: string): string | undefined {
  return /safe\.directory (.+)/.exec(stderr)?.[1];
}

/** Git's first complaint, without its prefix. */
function said(stderr: string): string {
  const line = stderr.split('\n').find((text) => /^(fatal|error|warning): /.test(text)) ?? stderr;
  return plain(line.replace(/^(fatal|error|warning): /, ''), 300) || 'it gave no reason';
}
