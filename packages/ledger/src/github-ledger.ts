import { LedgerConflict, LedgerError, systemClock } from '@glidepath/conductor';
import type { Clock, Entry, Ledger } from '@glidepath/conductor';
import { GitHubError, type GitHub } from '@glidepath/github';
import { millis, type Instant, type Millis } from '@glidepath/model';
import type { EnvironmentState, Event } from '@glidepath/rollout';
import { readEntry } from './entry.ts';
import { decode, encode } from './format.ts';
import { PLACEHOLDER, ReleaseFiles, type Files } from './github-files.ts';
import { GitHubGit, type StoredCommit, type Tip } from './github-git.ts';
import { mendsOn } from './github-mends.ts';
import { placeOf, type Place } from './ref.ts';
import { releaseAfter } from './releases.ts';
import { authorName, GLIDEPATH, wholeSeconds, type Identity } from './signing.ts';

export interface GitHubLedgerOptions {
  readonly github: GitHub;
  readonly service: string;
  readonly environment: string;
  /** The committer of entries. The author is the event's actor, at the same address. */
  readonly identity?: Identity;
  readonly clock?: Clock;
  /**
   * For how long after an entry of its own the ledger takes that for the newest without a look. What others write meanwhile
   * is seen that much later, and lost never: an append is a compare-and-swap. 0 where it is not given.
   */
  readonly freshFor?: Millis;
}

/** GitHub's servers may answer a look with what was there a moment ago. For how long that is believed to be the case. */
const LAG = 30_000;

/**
 * The ledger in a repository on GitHub, through its API: the same ref, commits and messages as in a local repository.
 *
 * Calls that count: `head` 1, 2 where there is an entry that it has not seen, and none where nothing has changed; `append` 2 and,
 * until it knows the files of the release, 1 more; `history` 1 for each hundred entries beside its `head`. An append that
 * loses leaves a commit behind that nothing refers to; GitHub collects it in its own time.
 *
 * The compare-and-swap is a fast-forward: a ref is moved only to a commit that comes after the one that it is at. So a ref
 * that a person has put back can be moved on by a writer who had read it before; an equal swap does not exist in the API.
 * @throws LedgerError at once for names that cannot be part of a ref, later where GitHub fails
 */
export function createGitHubLedger(options: GitHubLedgerOptions): Ledger {
  return new GitHubLedger(options, placeOf(options.service, options.environment));
}

class GitHubLedger implements Ledger {
  readonly #github: GitHub;
  readonly #git: GitHubGit;
  readonly #files: ReleaseFiles;
  readonly #place: Place;
  readonly #identity: Identity;
  readonly #clock: Clock;
  readonly #freshFor: Millis;
  /** The newest entry that is known, and since when. */
  #newest: { readonly entry: Entry; readonly since: Instant } | null = null;
  /** Of the answer that told of it. */
  #etag: string | null = null;
  /** Entries that are known to be older. */
  readonly #older = new Set<string>();
  /** When the newest was written here; null where it was read. */
  #writtenAt: Instant | null = null;

  constructor({ github, identity, clock, freshFor }: GitHubLedgerOptions, place: Place) {
    this.#github = github;
    this.#git = new GitHubGit(github);
    this.#files = new ReleaseFiles(this.#git);
    this.#place = place;
    this.#identity = identity ?? GLIDEPATH;
    this.#clock = clock ?? systemClock;
    this.#freshFor = freshFor ?? millis(0);
  }

  get ref(): string {
    return this.#place.ref;
  }

  async head(): Promise<Entry | null> {
    const newest = this.#newest?.entry ?? null;
    if (this.#writtenAt !== null && this.#clock.now() - this.#writtenAt < this.#freshFor) return newest;
    return this.#telling('read', async () => {
      const tip = await this.#git.tip(this.ref, newest === null ? null : this.#etag);
      if (tip === 'unchanged' || this.#isOutdated(tip)) return newest;
      if (tip === null) return this.#forget();
      this.#etag = tip.etag;
      if (tip.id === newest?.id) return newest;
      this.#mustBeCommit(tip);
      return this.#learn(await this.#git.commit(tip.id));
    });
  }

  async append(parent: string | null, event: Event, state: EnvironmentState): Promise<Entry> {
    if (parent !== null && !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(parent)) {
      throw new LedgerError(`${JSON.stringify(parent)} is not the id of a commit.`);
    }
    this.#writtenAt = null;
    return this.#telling('written', async () => {
      const release = releaseAfter(state);
      const files = await this.#files.of(release);
      const first = await this.#write(parent, event, state, files);
      if (!(first instanceof GitHubError)) return first;
      if (release === null || !isAboutFiles(first, files)) throw first;
      const second = await this.#write(parent, event, state, await this.#files.withhold(release));
      if (second instanceof GitHubError) throw second;
      return second;
    });
  }

  async history(limit: number): Promise<readonly Entry[]> {
    const newest = limit > 0 ? await this.head() : null;
    if (newest === null) return [];
    return this.#telling('read', async () => {
      const commits = await this.#git.chain(newest.id, limit);
      return commits.map((commit) => this.#entryOf(commit));
    });
  }

  /** The entry, or why GitHub refused to move the ref, which is where it was. */
  async #write(
    parent: string | null,
    event: Event,
    state: EnvironmentState,
    { tree, remark }: Files,
  ): Promise<Entry | GitHubError> {
    const message = encode(event, state, remark);
    const id = await this.#git.addCommit({ message, tree, parent, ...this.#signatures(event) });
    const refusal = await this.#swap(id, parent);
    if (refusal !== null) return refusal;
    const entry = { id, ...decode(message) };
    this.#note(entry, parent);
    return entry;
  }

  /** The compare-and-swap. Whether it happened is told by the ref itself, not by an answer that may be lost. */
  async #swap(id: string, parent: string | null): Promise<GitHubError | null> {
    try {
      this.#etag = await (parent === null ? this.#git.addRef(this.ref, id) : this.#git.moveRef(this.ref, id));
      this.#writtenAt = this.#clock.now();
      return null;
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      return this.#lookAfter(error, id, parent);
    }
  }

  async #lookAfter(error: GitHubError, id: string, parent: string | null): Promise<GitHubError | null> {
    const found = await this.#idNow(error);
    // What the ref was at is not known any more.
    this.#etag = null;
    if (found === id) return null;
    if (found === parent && !saysMoved(error)) return error;
    if (found !== null && found !== parent && (await this.#leadsTo(found, id, error))) return null;
    throw new LedgerConflict(
      `${this.ref} has moved on: expected ${parent ?? 'no entry'}, found ${found ?? 'no entry'}. Read it again.`,
    );
  }

  /** @throws the error that made it look, where it can't: what happened is not known then */
  async #idNow(error: GitHubError): Promise<string | null> {
    try {
      const tip = await this.#git.tip(this.ref, null);
      return tip === null || tip === 'unchanged' ? null : tip.id;
    } catch (second) {
      throw second instanceof GitHubError ? error : second;
    }
  }

  /** Whether somebody has gone on from the entry already. */
  async #leadsTo(found: string, id: string, error: GitHubError): Promise<boolean> {
    try {
      return (await this.#git.chain(found, 100)).some((commit) => commit.id === id);
    } catch (second) {
      throw second instanceof GitHubError ? error : second;
    }
  }

  #learn(commit: StoredCommit): Entry {
    const entry = this.#entryOf(commit);
    this.#files.learn(releaseAfter(entry.state), commit.tree);
    this.#note(entry, commit.parent);
    return entry;
  }

  #note(entry: Entry, parent: string | null): void {
    if (this.#newest !== null) this.#older.add(this.#newest.entry.id);
    if (parent !== null) this.#older.add(parent);
    this.#newest = { entry, since: this.#clock.now() };
  }

  #forget(): null {
    this.#newest = null;
    this.#etag = null;
    return null;
  }

  /** An answer from before the newest entry, soon after it. Later it is the truth: somebody has put the ref back. */
  #isOutdated(tip: Tip | null): boolean {
    if (this.#newest === null || this.#clock.now() - this.#newest.since >= LAG) return false;
    return tip === null || this.#older.has(tip.id);
  }

  #entryOf(commit: StoredCommit): Entry {
    return readEntry(commit, this.#place, mendsOn(this.#github));
  }

  #mustBeCommit({ id, type }: Tip): void {
    if (type === 'commit') return;
    throw new LedgerError(
      `${this.ref} in ${this.#where()} points to a ${type}, not to an entry. Delete it: ` +
        mendsOn(this.#github).putBack({ id, parent: null }, this.ref),
    );
  }

  #signatures(event: Event) {
    const { name, email } = this.#identity;
    const date = new Date(wholeSeconds(event.at) * 1000).toISOString().replace('.000Z', 'Z');
    return { author: { name: authorName(event.actor), email, date }, committer: { name, email, date } };
  }

  async #telling<T>(verb: 'read' | 'written', work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      const what = `The ledger ${this.ref} cannot be ${verb} in ${this.#where()}`;
      throw new LedgerError(`${what}: ${error.message}`, { cause: error });
    }
  }

  #where(): string {
    return `${this.#github.owner}/${this.#github.repo}`;
  }
}

/** GitHub's words for a swap that came too late, whatever a look at the ref may show yet. */
function saysMoved({ fault, said }: GitHubError): boolean {
  return fault === 'refused' && /not a fast.?forward|already exists/i.test(said);
}

/**
 * A token without the permission `workflows`, which a workflow's own token can't have, may not point a ref at workflow files
 * other than those of the branches: so it is with an old release. GitHub only says "forbidden", though the commit itself was
 * let in. https://github.com/vercel/next.js/pull/94596
 */
function isAboutFiles({ fault, said }: GitHubError, { tree }: Files): boolean {
  if (tree === PLACEHOLDER.tree) return false;
  return fault === 'forbidden' || (fault === 'refused' && /workflow/i.test(said));
}
