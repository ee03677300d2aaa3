import { upsertComment } from '@glidepath/github';
import type { PullRequest, Run } from '@glidepath/runner';
import { openGitHub } from '@glidepath/verbs/github-access';

/** What a comment on a pull request says. */
export interface Words {
  /** The comment with this mark is written over; where there is none yet, one is made. */
  readonly marker: string;
  readonly body: string;
}

/** Comments on a pull request and tells where. Null where this run has no access to GitHub. */
export type Comment = (here: Run, pull: PullRequest, words: Words) => Promise<string | null>;

/** @throws GitHubError */
export const comment: Comment = async (here, { number }, { marker, body }) =>
  here.act(async (surroundings) => {
    const github = await openGitHub(surroundings);
    if (github === null) return null;
    return (await upsertComment(github, { issue: number, marker, body })).url;
  });
