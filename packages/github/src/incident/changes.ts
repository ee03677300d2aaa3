import * as z from 'zod/mini';
import { read } from '../answers.ts';
import type { GitHub } from '../client.ts';

/** What lies between two commits. */
export interface Changes {
  /** Oldest first; the first 250 of them. */
  readonly commits: readonly ChangeCommit[];
  readonly total: number;
  /** Against where the two parted; the first 300 of them. */
  readonly files: readonly ChangedFile[];
  readonly allFiles: boolean;
  /** `ahead`: the second commit came of the first. */
  readonly relation: 'ahead' | 'behind' | 'diverged' | 'identical';
  /** Where a person can look at all of it. */
  readonly url: string;
}

export interface ChangeCommit {
  readonly sha: string;
  /** The message's first line. */
  readonly subject: string;
  /** The author's login, or the name in the commit where GitHub knows no account. */
  readonly author: string;
  /** Whether it only brings two others together. */
  readonly isMerge: boolean;
  readonly url: string;
}

export interface ChangedFile {
  readonly path: string;
  /** Its path before it was moved; null for a file that was not. */
  readonly previous: string | null;
}

/** GitHub's limit: a comparison of exactly so many files may have left some out. */
const MOST_FILES = 300;

const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';

const comparisonSchema = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  total_commits: z.int(),
  html_url: z.string(),
  commits: z.array(
    z.object({
      sha: z.string(),
      html_url: z.string(),
      parents: z.array(z.unknown()),
      // A commit of nobody's account has null or an empty object.
      author: z.nullable(z.object({ login: z.optional(z.string()) })),
      commit: z.object({
        message: z.string(),
        author: z.nullable(z.object({ name: z.optional(z.string()) })),
      }),
    }),
  ),
  files: z.optional(
    z.array(
      z.object({ filename: z.string(), status: z.string(), previous_filename: z.optional(z.string()) }),
    ),
  ),
});

/** One call. @throws GitHubError */
export async function changesBetween(github: GitHub, base: string, head: string): Promise<Changes> {
  const found = await read(github, comparisonSchema, COMPARE, { basehead: `${base}...${head}` });
  const files = found.files ?? [];
  return {
    commits: found.commits.map(({ sha, html_url, parents, author, commit }) => ({
      sha,
      subject: commit.message.split('\n', 1)[0] ?? '',
      author: author?.login ?? commit.author?.name ?? 'somebody',
      isMerge: parents.length > 1,
      url: html_url,
    })),
    total: found.total_commits,
    files: files.map(({ filename, status, previous_filename }) => ({
      path: filename,
      previous: status === 'renamed' ? (previous_filename ?? null) : null,
    })),
    allFiles: files.length < MOST_FILES,
    relation: found.status,
    url: found.html_url,
  };
}

/** All paths that the files have, or had. */
export function pathsOf({ files }: Pick<Changes, 'files'>): ReadonlySet<string> {
  return new Set(files.flatMap(({ path, previous }) => (previous === null ? [path] : [path, previous])));
}
