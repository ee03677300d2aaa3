import { TargetError } from '@glidepath/conductor';
import type { UnleashServer } from '@glidepath/model';
import * as z from 'zod/mini';
import { jsonIn } from '../web/json-text.ts';
import { changeRequestMend, type AdminCalls } from './admin-call.ts';

/** What the token's user may do, asked before anything is changed. */

const userSchema = z.object({
  permissions: z.array(
    z.object({
      permission: z.string(),
      project: z.optional(z.nullable(z.string())),
      environment: z.optional(z.nullable(z.string())),
    }),
  ),
});
const changeRequestsSchema = z.array(
  z.object({ environment: z.string(), changeRequestEnabled: z.boolean() }),
);

const NEEDED = ['CREATE_FEATURE_STRATEGY', 'UPDATE_FEATURE_STRATEGY', 'UPDATE_FEATURE_ENVIRONMENT'];
const SKIP = 'SKIP_CHANGE_REQUEST';

/** @throws TargetError where a right is missing, or changes need somebody's approval there */
export async function checkRights(calls: AdminCalls, server: UnleashServer): Promise<void> {
  const may = await rightsOf(calls, server);
  const missing = may === null ? [] : NEEDED.filter((right) => !may(right));
  if (missing.length > 0)
    throw new TargetError(
      `The user of ${server.tokenEnv} lacks ${missing.join(', ')} in the environment ${server.environment} of Unleash's project ${server.project}; give it a role with these rights.`,
      true,
    );
  if (may?.(SKIP) === true || !(await needsChangeRequests(calls, server))) return;
  throw new TargetError(`${calls.place}: ${changeRequestMend(server.environment)}.`, true);
}

/** Null where Unleash does not say: then the first change tells. */
async function rightsOf(
  calls: AdminCalls,
  { project, environment }: UnleashServer,
): Promise<((right: string) => boolean) | null> {
  const answer = await calls.ask('GET', '/user');
  const read = userSchema.safeParse(answer.kind === 'done' ? jsonIn(answer.body) : null);
  if (!read.success) return null;
  const here = read.data.permissions.filter(
    (one) => covers(one.project, project) && covers(one.environment, environment),
  );
  return (right) => here.some(({ permission }) => permission === right || permission === 'ADMIN');
}

/** No scope, or a star, is all of them. */
function covers(scope: string | null | undefined, name: string): boolean {
  return scope === undefined || scope === null || scope === '' || scope === '*' || scope === name;
}

/** Change requests are of Unleash Enterprise; others don't serve the path. */
async function needsChangeRequests(
  calls: AdminCalls,
  { project, environment }: UnleashServer,
): Promise<boolean> {
  const answer = await calls.ask('GET', `/projects/${encodeURIComponent(project)}/change-requests/config`);
  const read = changeRequestsSchema.safeParse(answer.kind === 'done' ? jsonIn(answer.body) : null);
  return read.success && read.data.some((one) => one.environment === environment && one.changeRequestEnabled);
}
