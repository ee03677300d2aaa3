import { instant, isDigest, type Digest, type Instant, type Release } from '@glidepath/model';
import { askGit } from './git.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** What a user says of the release; null: find out. */
export interface Named {
  readonly name: string | null;
  /** A full commit, or anything else that git knows by name. */
  readonly commit: string | null;
  /** When that was committed; null: find out. */
  readonly committedAt: Instant | null;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const LONGEST_NAME = 200;

/**
 * The commit that is released: as given, else as the runner says, else what is checked out; null where nobody knows.
 * @throws UserError when the given one is no commit
 */
export async function commitOf(
  { workspace, env }: Pick<Surroundings, 'workspace' | 'env'>,
  given: string | null,
): Promise<string | null> {
  if (given !== null) {
    const full = given.toLowerCase();
    if (COMMIT.test(full)) return full;
    const resolved = await askGit(workspace, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${given}^{commit}`,
    ]);
    if (resolved !== null && COMMIT.test(resolved)) return resolved;
    throw new UserError(
      `commit is ${JSON.stringify(given)}, which is no commit here; write its 40 hexadecimal digits, or a name that git knows`,
    );
  }
  const told = env['GITHUB_SHA']?.toLowerCase() ?? '';
  if (COMMIT.test(told)) return told;
  const head = await askGit(workspace, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return head !== null && COMMIT.test(head) ? head : null;
}

/**
 * What people call the release: as given, else the nearest tag as `git describe` has it, else the short commit, else the
 * digest's first digits.
 */
export async function releaseNamed(
  workspace: string,
  digest: Digest,
  { name: given, commit, committedAt }: Named,
): Promise<Release> {
  return {
    digest,
    commit,
    committedAt: committedAt ?? (await timeOf(workspace, commit)),
    name: given ?? (await nameOf(workspace, commit)) ?? shortDigest(digest),
  };
}

/** When a commit was made, by its committer's clock; null where the repository here does not have it. */
async function timeOf(workspace: string, commit: string | null): Promise<Instant | null> {
  if (commit === null) return null;
  const seconds = await askGit(workspace, ['show', '--no-patch', '--format=%ct', commit]);
  return seconds !== null && /^\d{1,11}$/.test(seconds) ? instant(Number(seconds) * 1000) : null;
}

/** @throws UserError when it can't stand on one line of a log or a ledger entry */
export function checkName(name: string | null): string | null {
  if (name === null) return null;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) || name.length > LONGEST_NAME) {
    throw new UserError(
      `release is ${JSON.stringify(name.slice(0, 60))}, which can't name a release; write one line of at most ${LONGEST_NAME} characters, such as v1.4.2`,
    );
  }
  return name;
}

/** @throws UserError */
export function digestGiven(text: string): Digest {
  if (isDigest(text)) return text;
  throw new UserError(
    `digest is ${JSON.stringify(text.slice(0, 80))}, which is no digest; write sha256: and its 64 hexadecimal digits`,
  );
}

async function nameOf(workspace: string, commit: string | null): Promise<string | null> {
  if (commit === null) return null;
  return (await askGit(workspace, ['describe', '--tags', '--always', commit])) ?? commit.slice(0, 12);
}

function shortDigest(digest: Digest): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 12);
}
