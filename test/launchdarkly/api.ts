import * as z from 'zod/mini';
import { answerOnApprovals, memberCalled } from './approvals.ts';
import { demand, type Answer, type Asked, type Token } from './asked.ts';
import { actionOf, instructionSchema, Refused } from './instructions.ts';
import { auditView, flagView } from './views.ts';
import type { FlagRecord } from './records.ts';
import type { World } from './world.ts';

const patchSchema = z.object({
  comment: z.optional(z.string()),
  environmentKey: z.string(),
  instructions: z.array(instructionSchema),
});

/** LaunchDarkly's REST API over a world: GET and PATCH of a flag, its approval requests, and the audit log. */
export function answer(world: World, asked: Asked): Answer {
  try {
    return good(world, asked);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, json: { code: error.code, message: error.message } };
  }
}

function good(world: World, asked: Asked): Answer {
  const { method, path, search, token } = asked;
  if (token === null) throw new Refused(401, 'unauthorized', 'Invalid access token');
  if (method === 'GET' && path === '/api/v2/auditlog') {
    demand(token, 'viewAuditLog');
    const [, project, environment, flag] =
      /^proj\/(.*):env\/(.*):flag\/(.*)$/.exec(search.get('spec') ?? '') ?? [];
    const resource = `proj/${project}:env/${environment}:flag/${flag}`;
    const found = world.audit.filter(({ accesses }) => accesses.some((one) => one.resource === resource));
    return { status: 200, json: auditView(found.slice(0, Number(search.get('limit') ?? 10))) };
  }
  if (path.startsWith('/api/v2/members/')) return { status: 200, json: memberCalled(world, path) };
  if (path.includes('/approval-requests')) return answerOnApprovals(world, { ...asked, token });
  const [, project = '', key = ''] = /^\/api\/v2\/flags\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  demand(token, 'viewProject');
  const flag = world.flags.find((one) => one.project === project && one.key === key);
  if (flag === undefined) throw new Refused(404, 'not_found', `Unknown feature flag key ${key}`);
  if (method === 'PATCH') change(world, flag, asked, token);
  return { status: 200, json: flagView(flag, method === 'PATCH' ? [] : search.getAll('env')) };
}

function change(world: World, flag: FlagRecord, { body, contentType, search }: Asked, token: Token): void {
  if (!/^application\/json;\s*domain-model=launchdarkly\.semanticpatch$/.test(contentType))
    throw new Refused(400, 'invalid_request', 'A JSON patch must be a list of operations');
  const parsed = z.safeParse(patchSchema, body);
  if (!parsed.success) throw new Refused(400, 'invalid_request', 'The instructions are not understood');
  const { environmentKey, instructions, comment = '' } = parsed.data;
  for (const instruction of instructions) {
    const action = actionOf(instruction);
    if (action === 'updateOn' || action === 'updateFallthrough') demand(token, action);
    if (world.approvals.has(environmentKey) && !token.rights.includes('bypassRequiredApproval'))
      throw new Refused(
        405,
        'method_not_allowed',
        `Flag configuration updates require approval: action '${action}' not allowed`,
      );
  }
  if (world.scheduled.has(environmentKey) && search.get('ignoreConflicts') !== 'true')
    throw new Refused(400, 'invalid_request', 'This would make a pending scheduled change fail');
  world.change(flag, environmentKey, instructions, { kind: 'token', name: token.name }, comment);
}
