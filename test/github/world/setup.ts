import * as z from 'zod/mini';
import { moment, writeCommit } from '../git/commits.ts';
import { writeBlob, writeTree } from '../git/trees.ts';
import { environmentNamed } from '../areas/environments.ts';
import { lastOf } from '../areas/runs.ts';
import type { RunAttempt } from './records.ts';
import type { World } from './world.ts';
import { now } from './world.ts';

/** What tests set that the API cannot, or not simply. Each is a plain value, so that another process can send it. */
export const setupSchemas = {
  /** Somebody with an account. */
  person: z.object({ login: z.string(), name: z.optional(z.string()), email: z.optional(z.string()) }),
  /** What somebody may do in the repository. */
  role: z.object({
    login: z.string(),
    role: z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']),
  }),
  member: z.object({
    org: z.string(),
    team: z.string(),
    login: z.string(),
    role: z.optional(z.enum(['member', 'maintainer'])),
  }),
  environment: z.object({
    name: z.string(),
    reviewers: z.optional(z.array(z.string())),
    /** Minutes. */
    waitTimer: z.optional(z.number()),
  }),
  /** A check run. One with the name of another is a newer one. */
  check: z.object({
    sha: z.string(),
    name: z.string(),
    /** Null while it runs. */
    conclusion: z.nullable(
      z.enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required']),
    ),
  }),
  status: z.object({
    sha: z.string(),
    context: z.string(),
    state: z.enum(['error', 'failure', 'pending', 'success']),
  }),
  /** A workflow run. Naming one that is there changes its last attempt, or adds one. */
  run: z.object({
    id: z.number(),
    attempt: z.optional(z.number()),
    status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']),
    conclusion: z.optional(
      z.nullable(
        z.enum([
          'success',
          'failure',
          'neutral',
          'cancelled',
          'skipped',
          'timed_out',
          'action_required',
          'startup_failure',
          'stale',
        ]),
      ),
    ),
    name: z.optional(z.string()),
    path: z.optional(z.string()),
    event: z.optional(z.string()),
    branch: z.optional(z.string()),
    sha: z.optional(z.string()),
    actor: z.optional(z.string()),
  }),
  /** A commit on a branch, the default one unless told. */
  commit: z.object({
    /** Contents by path; null takes the file away. */
    files: z.record(z.string(), z.nullable(z.string())),
    message: z.string(),
    /** A login. */
    author: z.optional(z.string()),
    /** ISO 8601 */
    date: z.optional(z.string()),
    branch: z.optional(z.string()),
  }),
} as const;

type Given<Name extends keyof typeof setupSchemas> = z.infer<(typeof setupSchemas)[Name]>;

/** Sets up the world for a test. */
export class Setup {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  person({ login, name, email }: Given<'person'>): void {
    this.#world.person(login, {
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
    });
  }

  role({ login, role }: Given<'role'>): void {
    this.#world.person(login);
    this.#world.roles.set(login, role);
  }

  member({ org, team, login, role = 'member' }: Given<'member'>): void {
    this.#world.person(login);
    const key = `${org}/${team}`;
    const members = this.#world.teams.get(key) ?? new Map<string, 'member' | 'maintainer'>();
    this.#world.teams.set(key, members.set(login, role));
  }

  environment({ name, reviewers = [], waitTimer = 0 }: Given<'environment'>): void {
    const known = environmentNamed(this.#world, name);
    this.#world.environments.set(name, { ...known, reviewers, waitTimer });
  }

  check({ sha, name, conclusion }: Given<'check'>): void {
    const at = now();
    this.#world.checks.push({
      id: this.#world.id(),
      sha,
      name,
      status: conclusion === null ? 'in_progress' : 'completed',
      conclusion,
      startedAt: at,
      completedAt: conclusion === null ? null : at,
    });
  }

  status({ sha, context, state }: Given<'status'>): void {
    this.#world.statuses.push({
      id: this.#world.id(),
      sha,
      context,
      state,
      description: null,
      targetUrl: null,
      creator: this.#world.owner,
      createdAt: now(),
    });
  }

  async run(given: Given<'run'>): Promise<void> {
    const { runs, git, owner } = this.#world;
    const { id, status, conclusion = null } = given;
    const known = runs.get(id);
    const at = now();
    const number = given.attempt ?? known?.attempts.length ?? 1;
    const attempt: RunAttempt = { attempt: number, status, conclusion, startedAt: at, updatedAt: at };
    if (known !== undefined) {
      const isSame = lastOf(known).attempt === number;
      if (isSame)
        known.attempts[known.attempts.length - 1] = { ...attempt, startedAt: lastOf(known).startedAt };
      else known.attempts.push(attempt);
      return;
    }
    const branch = given.branch ?? (await git.defaultBranch());
    const sha = given.sha ?? (await git.resolve(branch));
    if (sha === null) throw new Error(`There is no branch ${branch}: say the sha of run ${id}.`);
    const { name = 'deploy', path = '.github/workflows/deploy.yml', event = 'push', actor = owner } = given;
    const earlier = Array.from({ length: number - 1 }, (_, index): RunAttempt => {
      return { attempt: index + 1, status: 'completed', conclusion: 'failure', startedAt: at, updatedAt: at };
    });
    const attempts = [...earlier, attempt];
    runs.set(id, {
      id,
      number: runs.size + 1,
      name,
      path,
      event,
      branch,
      sha,
      actor,
      createdAt: at,
      attempts,
    });
  }

  /** Returns the new commit's sha. */
  async commit({ files, message, author, date, branch }: Given<'commit'>): Promise<string> {
    const { git } = this.#world;
    const { name, email } = this.#world.person(author ?? this.#world.owner);
    const when = moment(date ?? now());
    if (when === null) throw new Error(`"${date ?? ''}" is no date in ISO 8601`);
    const ref = `refs/heads/${branch ?? (await git.defaultBranch())}`;
    const parent = (await git.ref(ref))?.sha ?? null;
    // A new branch starts where the default one is.
    const base = parent ?? (await git.resolve(await git.defaultBranch()));
    const changes = await Promise.all(
      Object.entries(files).map(async ([path, content]) => ({
        path,
        mode: '100644',
        sha: content === null ? null : await writeBlob(git, content),
      })),
    );
    const signature = { name, email, ...when };
    const sha = await writeCommit(git, {
      tree: await writeTree(git, base, changes),
      parents: base === null ? [] : [base],
      message: `${message}\n`,
      author: signature,
      committer: signature,
    });
    if (!(await git.swap(ref, sha, parent))) throw new Error(`${ref} moved while a test committed to it.`);
    return sha;
  }
}
