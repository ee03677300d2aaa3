import * as z from 'zod/mini';
import { parseRepository } from './access.ts';
import { read } from './answers.ts';
import type { GitHub } from './client.ts';

/** Which deployment is asked for. */
export interface DeploymentQuery {
  /** owner/name; null: the repository of the run. */
  readonly repository: string | null;
  readonly environment: string;
  /** Null: whatever commit it is of. */
  readonly commit: string | null;
}

export interface DeploymentFound {
  /** GitHub's word for how it stands; `pending` where nobody has said anything yet. */
  readonly state: string;
  /** Who said so. */
  readonly who: string | null;
  /** The run that it is of, where that is known. */
  readonly url: string | null;
}

const LIST = 'GET /repos/{owner}/{repo}/deployments';
const STATUSES = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

const creatorSchema = z.optional(z.nullable(z.object({ login: z.string() })));
const deploymentsSchema = z.array(z.object({ id: z.int(), creator: creatorSchema }));
const statusesSchema = z.array(
  z.object({
    id: z.int(),
    state: z.string(),
    creator: creatorSchema,
    log_url: z.optional(z.string()),
    target_url: z.optional(z.string()),
  }),
);

/**
 * How the newest deployment that was asked for stands; null where there is none. One of a certain commit that has
 * succeeded and was replaced since, so that it is inactive now, counts as a success. Two calls.
 * @throws GitHubError; RangeError where the repository is not owner/name
 */
export async function newestDeployment(
  github: GitHub,
  { repository, environment, commit }: DeploymentQuery,
): Promise<DeploymentFound | null> {
  const place = repository === null ? {} : placeOf(repository);
  const [newest] = await read(github, deploymentsSchema, LIST, {
    ...place,
    environment,
    ...(commit === null ? {} : { sha: commit }),
    per_page: 1,
  });
  if (newest === undefined) return null;
  const said = await read(github, statusesSchema, STATUSES, {
    ...place,
    deployment_id: newest.id,
    per_page: 100,
  });
  const statuses = said.toSorted((one, other) => other.id - one.id);
  const [last] = statuses;
  if (last === undefined) return { state: 'pending', who: newest.creator?.login ?? null, url: null };
  const before = statuses.find(({ state }) => state !== 'inactive');
  const { state, creator, log_url, target_url } =
    commit !== null && last.state === 'inactive' && before?.state === 'success' ? before : last;
  return { state, who: creator?.login ?? null, url: log_url || target_url || null };
}

function placeOf(text: string): { readonly owner: string; readonly repo: string } {
  const place = parseRepository(text);
  if (place === null) {
    throw new RangeError(
      `${JSON.stringify(text)} names no repository; write owner/name, such as acme/checkout`,
    );
  }
  return place;
}
