import { GitHubError, permissionLines, upsertComment } from '@glidepath/github';
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

/** @throws Error that says what is missing, with the lines to add */
export const comment: Comment = async (here, { number }, { marker, body }) =>
  here.act(async (surroundings) => {
    const github = await openGitHub(surroundings);
    if (github === null) return null;
    try {
      return (await upsertComment(github, { issue: number, marker, body })).url;
    } catch (error) {
      throw error instanceof GitHubError && error.fault === 'forbidden' ? notAllowed(error) : error;
    }
  });

/** One permission is enough to read and to write comments; GitHub asks for another one with each call. */
function notAllowed({ said }: GitHubError): Error {
  const lines = permissionLines([
    { name: 'contents', access: 'read' },
    { name: 'pull_requests', access: 'write' },
  ]);
  return new Error(
    `the token may not comment on pull requests (${said}); write these lines into the job that runs this:\n\n${lines}`,
  );
}
