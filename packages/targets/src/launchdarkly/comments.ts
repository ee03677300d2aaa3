import { formatPercent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';

/** By whom a change is asked for, and where. */
export interface Author {
  readonly service: string;
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const OWN = 'Glidepath: ';

/** What LaunchDarkly's audit log says of a change. */
export function commentOn(desired: Desired, author: Author): string {
  return `${beginningOf(desired, author)}${run(author.env)}`;
}

/** The part of a comment that is the same in each run. */
export function beginningOf(desired: Desired, { service, environment }: Author): string {
  return `${OWN}${what(desired)}; ${service} in ${environment}`;
}

export function isOwn(comment: string): boolean {
  return comment.startsWith(OWN);
}

/** Whether a rollout of the one against the other had the word. */
export function isForward(comment: string, candidate: string, stable: string): boolean {
  return comment.startsWith(OWN + pairText(candidate, stable));
}

function what(desired: Desired): string {
  switch (desired.kind) {
    case 'split': {
      const { candidate, stable, weight } = desired;
      return `${pairText(candidate.name, stable?.name ?? '')} at ${formatPercent(weight)}`;
    }
    case 'only':
      return `all get ${JSON.stringify(desired.release.name)}`;
    case 'none':
      return 'taken away';
  }
}

function pairText(candidate: string, stable: string): string {
  return `rolls out ${JSON.stringify(candidate)} against ${JSON.stringify(stable)}`;
}

/** In a workflow GitHub's word counts; at a terminal these variables may hold anything. */
function run(env: Author['env']): string {
  if (env['GITHUB_ACTIONS'] !== 'true') return '';
  const actor = env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'];
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const by = actor ? `, started by ${actor}` : '';
  return server && repository && id ? `${by}, ${server}/${repository}/actions/runs/${id}` : by;
}
