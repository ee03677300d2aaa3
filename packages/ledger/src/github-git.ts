import { GitHubError, misunderstood, type Answer, type GitHub } from '@glidepath/github';
import * as z from 'zod/mini';
import type { Commit } from './entry.ts';

/** Where a ref points to. */
export interface Tip {
  readonly id: string;
  /** `commit` for a ledger. */
  readonly type: string;
  /** Names the answer, for the next look. */
  readonly etag: string | null;
}

/** A commit with the id of its files. */
export interface StoredCommit extends Commit {
  readonly tree: string;
}

/** A commit that is to be made. The same one twice is one. */
export interface NewCommit {
  readonly message: string;
  readonly tree: string;
  readonly parent: string | null;
  readonly author: Signature;
  readonly committer: Signature;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 with whole seconds. */
  readonly date: string;
}

const PAGE = 100;

/** The repository's refs, commits and trees through GitHub's API. Each method but `chain` is one call. Throws GitHubError. */
export class GitHubGit {
  readonly #github: GitHub;
  /** Whether an answer has shown that this token may look: only then is a 404 an answer. */
  #mayLook = false;

  constructor(github: GitHub) {
    this.#github = github;
  }

  /**
   * Where a ref points to; null where there is none. With the etag of the answer before it is `unchanged` mostly, which
   * takes nothing of the rate limit: "Making a conditional request does not count against your primary rate limit if a
   * 304 response is returned" (GitHub's docs, "Best practices for using the REST API").
   */
  async tip(ref: string, etag: string | null): Promise<Tip | 'unchanged' | null> {
    const condition = etag === null ? {} : { headers: { 'if-none-match': etag } };
    try {
      const answer = await this.#request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
        ref: below(ref),
        ...condition,
      });
      return answer.status === 304
        ? 'unchanged'
        : { ...this.#read(refSchema, answer).object, etag: etagOf(answer) };
    } catch (error) {
      if (!isNothing(error)) throw error;
      return await this.#tipAmong(ref);
    }
  }

  /** All refs whose full name begins with `prefix`. */
  async refs(prefix: string): Promise<readonly (Tip & { readonly ref: string })[]> {
    const found: (Tip & { ref: string })[] = [];
    for (let page: number | null = 1; page !== null;) {
      const answer: Answer = await this.#request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
        ref: below(prefix),
        ...(page === 1 ? {} : { page }),
      });
      for (const { ref, object } of this.#read(z.array(refSchema), answer)) {
        if (ref.startsWith(prefix)) found.push({ ref, ...object, etag: null });
      }
      page = nextPage(answer);
    }
    return found;
  }

  async commit(id: string): Promise<StoredCommit> {
    const answer = await this.#request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      commit_sha: id,
    });
    return stored(this.#read(commitSchema, answer));
  }

  /** The files of a commit; null where this repository has no such commit. */
  async treeOf(id: string): Promise<string | null> {
    try {
      return (await this.commit(id)).tree;
    } catch (error) {
      // Not a valid id is a 422.
      if (isNothing(error) || (error instanceof GitHubError && error.status === 422)) return null;
      throw error;
    }
  }

  /** From `id` back along the first parents, newest first. A call for each hundred. */
  async chain(id: string, limit: number): Promise<readonly StoredCommit[]> {
    const size = Math.min(PAGE, limit);
    const byId = new Map<string, StoredCommit>();
    const found: StoredCommit[] = [];
    let next: string | null = id;
    for (let page = 1; next !== null && found.length < limit; page++) {
      const answer: Answer = await this.#request('GET /repos/{owner}/{repo}/commits', {
        sha: id,
        per_page: size,
        ...(page === 1 ? {} : { page }),
      });
      const listed = this.#read(z.array(listedSchema), answer);
      for (const { commit, ...rest } of listed) byId.set(rest.sha, stored({ ...rest, ...commit }));
      for (let at = byId.get(next); at !== undefined && found.length < limit; at = byId.get(next ?? '')) {
        found.push(at);
        next = at.parent;
      }
      if (listed.length < size) break;
    }
    return found;
  }

  /** @returns the id of a tree with one file */
  async addTree(path: string, content: string): Promise<string> {
    const file = { path, mode: '100644', type: 'blob', content };
    const answer = await this.#request('POST /repos/{owner}/{repo}/git/trees', { tree: [file] });
    return this.#read(namedSchema, answer).sha;
  }

  /** @returns the commit's id; nothing refers to it yet */
  async addCommit({ parent, ...commit }: NewCommit): Promise<string> {
    const parents = parent === null ? [] : [parent];
    const answer = await this.#request('POST /repos/{owner}/{repo}/git/commits', { ...commit, parents });
    return this.#read(namedSchema, answer).sha;
  }

  /** Refused with a 422 where the ref exists. @returns the etag */
  async addRef(ref: string, id: string): Promise<string | null> {
    return this.#pointed(await this.#request('POST /repos/{owner}/{repo}/git/refs', { ref, sha: id }), id);
  }

  /** Refused with a 422 where `id` does not come after what is there. @returns the etag */
  async moveRef(ref: string, id: string): Promise<string | null> {
    const change = { ref: below(ref), sha: id, force: false };
    return this.#pointed(await this.#request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', change), id);
  }

  /**
   * A 404 may mean that the token may not look. A list says which: it is empty where there is nothing, and refused where
   * looking is.
   */
  async #tipAmong(ref: string): Promise<Tip | null> {
    if (this.#mayLook) return null;
    try {
      return (await this.refs(ref)).find((tip) => tip.ref === ref) ?? null;
    } catch (error) {
      if (isEmptyRepository(error)) return null;
      throw error;
    }
  }

  async #request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<Answer> {
    const answer = await this.#github.request(route, parameters);
    this.#mayLook = true;
    return answer;
  }

  #pointed(answer: Answer, id: string): string | null {
    const { object } = this.#read(refSchema, answer);
    if (object.id !== id) throw misunderstood(`a ref that was set to ${id} is at ${object.id}`, this.#github);
    // GitHub makes an etag of the body and the token, whatever the call (seen in octokit.rb's recordings of POST and PATCH,
    // not documented). So this one names the answer of the next look as well; where it did not, that look would count.
    return etagOf(answer);
  }

  #read<T>(schema: z.ZodMiniType<T>, { data }: Answer): T {
    const parsed = z.safeParse(schema, data);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw misunderstood(`${issue?.path.join('.') || 'the answer'} is not what it should be`, this.#github);
  }
}

const idSchema = z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/));
const namedSchema = z.object({ sha: idSchema });
const refSchema = z.object({
  ref: z.string(),
  object: z.pipe(
    z.object({ sha: idSchema, type: z.string() }),
    z.transform(({ sha, type }) => ({ id: sha, type })),
  ),
});
const contentSchema = { message: z.string(), tree: namedSchema };
const commitSchema = z.object({ sha: idSchema, parents: z.array(namedSchema), ...contentSchema });
const listedSchema = z.object({
  sha: idSchema,
  parents: z.array(namedSchema),
  commit: z.object(contentSchema),
});

function stored({ sha, parents, message, tree }: z.output<typeof commitSchema>): StoredCommit {
  return { id: sha, parent: parents[0]?.sha ?? null, message, tree: tree.sha };
}

/** GitHub's routes name refs without `refs/`. */
function below(ref: string): string {
  return ref.replace(/^refs\//, '');
}

function etagOf({ headers }: Answer): string | null {
  return headers['etag'] ?? null;
}

/** Of `<https://...?page=2>; rel="next"`; null on the last page. */
function nextPage({ headers }: Answer): number | null {
  const [, address = ''] = /<([^<>]+)>;\s*rel="next"/.exec(headers['link'] ?? '') ?? [];
  const page = URL.parse(address)?.searchParams.get('page');
  return page == null || !/^\d{1,6}$/.test(page) ? null : Number(page);
}

function isNothing(error: unknown): boolean {
  return (error instanceof GitHubError && error.fault === 'not-found') || isEmptyRepository(error);
}

/** GitHub has no git to look at before the first push. */
function isEmptyRepository(error: unknown): boolean {
  return error instanceof GitHubError && error.fault === 'conflict' && /empty/i.test(error.said);
}
