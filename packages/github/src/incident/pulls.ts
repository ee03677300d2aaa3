import * as z from 'zod/mini';
import { orNull, read } from '../answers.ts';
import type { GitHub } from '../client.ts';
import type { Changes } from './changes.ts';

/** A merged pull request that came with a release. */
export interface ReleasedPull {
  readonly number: number;
  readonly url: string;
}

/** Each commit is a call: the newest say enough. */
const MOST_COMMITS = 20;

const PULLS = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
const pullsSchema = z.array(
  z.object({
    number: z.int(),
    html_url: z.string(),
    merged_at: z.nullable(z.string()),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
);

/** The merged pull requests of the newest 20 commits, each once, the newest first. A call for each. @throws GitHubError */
export async function pullsOf(github: GitHub, { commits }: Changes): Promise<readonly ReleasedPull[]> {
  const here = `${github.owner}/${github.repo}`.toLowerCase();
  const found = new Map<number, ReleasedPull>();
  for (const { sha } of commits.slice(-MOST_COMMITS).toReversed()) {
    const pulls = await orNull(read(github, pullsSchema, PULLS, { commit_sha: sha }));
    for (const { number, html_url, merged_at, base } of pulls ?? []) {
      // A commit may be known from a fork's pull request, whose number means another thing here.
      if (merged_at === null || base.repo.full_name.toLowerCase() !== here) continue;
      found.set(number, { number, url: html_url });
    }
  }
  return [...found.values()];
}
