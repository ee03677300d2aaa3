import { LedgerConflict, LedgerError } from '@glidepath/conductor';
import type { Entry, Ledger } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import type { Event } from '@glidepath/rollout';
import { readEntry } from './entry.ts';
import type { Commit } from './entry.ts';
import { decode, encode } from './format.ts';
import { explain } from './git-faults.ts';
import { git } from './git.ts';
import { placeOf } from './ref.ts';
import { releaseAfter } from './releases.ts';
import { authorName, GLIDEPATH, remarkOnFiles, wholeSeconds } from './signing.ts';
import type { Identity } from './signing.ts';

export interface GitLedgerOptions {
  /** A folder inside the repository: a work tree, a linked work tree or a bare repository. */
  readonly repository: string;
  readonly service: string;
  readonly environment: string;
  /** The committer of entries. The author is the event's actor, at the same address. */
  readonly identity?: Identity;
}

/**
 * The ledger in a local git repository, written with the git program.
 *
 * Git processes: `head` 1, `history` 2, `append` 2 and, until it knows the files of the release, 1 or 2 more. An append
 * that loses leaves a commit behind that nothing refers to; git collects it in its own time.
 * @throws LedgerError at once for names that cannot be part of a ref, later where git or the repository fail
 */
export function createGitLedger(options: GitLedgerOptions): Ledger {
  const { repository, identity = GLIDEPATH } = options;
  const place = placeOf(options.service, options.environment);
  const { ref } = place;
  const where = { repository, ref };
  const trees = new Map<string, string>();

  return {
    ref,

    async head() {
      const commit = await tip();
      return commit === null ? null : readEntry(commit, place);
    },

    async append(parent, event, state) {
      const { tree, remark } = await treeOf(releaseAfter(state));
      const message = encode(event, state, remark);
      const entry: Entry = { id: await write(tree, parent, event, message), ...decode(message) };
      await swap(entry.id, parent);
      return entry;
    },

    async history(limit) {
      const newest = await tip();
      if (newest === null) return [];
      const commits = await log(newest.id, limit);
      return commits.map((commit) => readEntry(commit, place));
    },
  };

  /** The newest commit. An exact look at the ref: rev-parse would also find a branch of that name. */
  async function tip(): Promise<Commit | null> {
    const format = '%(refname)%00%(objecttype)%00%(objectname)%00%(parent)%00%(contents)';
    const run = await git(repository, ['for-each-ref', `--format=${format}`, ref]);
    const [name, type, id = '', parents = '', message = ''] = run.stdout.split('\0');
    // A ref file that a crash left empty is only a warning to git, but no ledger to start afresh.
    if (!run.ok || (name !== ref && run.stderr.includes(ref))) throw await explain('read', run.stderr, where);
    if (name !== ref) return null;
    if (type !== 'commit') {
      throw new LedgerError(
        `${ref} in ${repository} points to a ${type ?? 'nothing'}, not to an entry. Delete it: git update-ref -d ${ref} ${id}`,
      );
    }
    return { id, parent: firstOf(parents), message };
  }

  /** From `id` back, newest first. Signatures and merges, if a person made any, are not followed. */
  async function log(id: string, limit: number): Promise<Commit[]> {
    const run = await git(repository, [
      'log',
      '-z',
      '--format=%H%x00%P%x00%B',
      '--first-parent',
      '--no-show-signature',
      `--max-count=${limit}`,
      id,
      '--',
    ]);
    if (!run.ok) throw await explain('read', run.stderr, where);
    return commitsOf(run.stdout.split('\0'));
  }

  /** The files that take all traffic or are on their way there, so that `git diff` shows what an entry changed. */
  async function treeOf(release: Release | null): Promise<{ tree: string; remark: string }> {
    if (release === null) return { tree: await emptyTree(), remark: '' };
    const { commit } = release;
    if (commit === null) return { tree: await emptyTree(), remark: remarkOnFiles(release) };
    const known = trees.get(commit);
    if (known !== undefined) return { tree: known, remark: '' };
    const run = await git(repository, ['rev-parse', '--verify', '--quiet', `${hex(commit)}^{tree}`]);
    if (!run.ok) return { tree: await emptyTree(), remark: remarkOnFiles(release) };
    const tree = run.stdout.trim();
    trees.set(commit, tree);
    return { tree, remark: '' };
  }

  async function emptyTree(): Promise<string> {
    const known = trees.get('');
    if (known !== undefined) return known;
    const tree = await written(['mktree'], { stdin: '' });
    trees.set('', tree);
    return tree;
  }

  async function write(tree: string, parent: string | null, event: Event, message: string): Promise<string> {
    const parents = parent === null ? [] : ['-p', hex(parent)];
    return written(['commit-tree', tree, ...parents], { stdin: message, env: signature(event) });
  }

  /** Git creates an object and names it. */
  async function written(
    args: readonly string[],
    options: { readonly stdin: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<string> {
    const run = await git(repository, args, options);
    if (!run.ok) throw await explain('written', run.stderr, where);
    return run.stdout.trim();
  }

  /** The compare-and-swap. Why git refused is told by the ref itself, not by git's words. */
  async function swap(commit: string, parent: string | null): Promise<void> {
    // An empty old value means: the ref must not exist yet.
    const run = await git(repository, ['update-ref', '--no-deref', ref, commit, parent ?? ''], {
      env: committer(identity),
    });
    if (run.ok) return;
    const current = (await tip())?.id ?? null;
    if (current === parent) throw await explain('written', run.stderr, where);
    throw new LedgerConflict(
      `${ref} has moved on: expected ${parent ?? 'no entry'}, found ${current ?? 'no entry'}. Read it again.`,
    );
  }

  function signature(event: Event): Record<string, string> {
    const date = `@${wholeSeconds(event.at)} +0000`;
    return {
      GIT_AUTHOR_NAME: authorName(event.actor),
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      ...committer(identity),
    };
  }
}

function committer({ name, email }: Identity): Record<string, string> {
  return { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}

function hex(id: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return id;
  throw new LedgerError(`${JSON.stringify(id)} is not the id of a commit.`);
}

/** Fields in threes: id, parents, message. */
function commitsOf(fields: readonly string[]): Commit[] {
  const commits: Commit[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [id = '', parents = '', message = ''] = fields.slice(at, at + 3);
    commits.push({ id, parent: firstOf(parents), message });
  }
  return commits;
}

function firstOf(parents: string): string | null {
  return /^\S+/.exec(parents)?.[0] ?? null;
}
