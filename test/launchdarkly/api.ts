import type { Json } from '@glidepath/model';
import * as z from 'zod/mini';
import { actionOf, instructionSchema, Refused } from './instructions.ts';
import { auditView, flagView } from './views.ts';
import type { FlagRecord } from './records.ts';
import type { World } from './world.ts';

/** What an access token may do, in the words of roles; `viewProject` reads flags, `viewAuditLog` is ours. */
export type Right =
  'viewProject' | 'viewAuditLog' | 'updateOn' | 'updateFallthrough' | 'bypassRequiredApproval';

export interface Token {
  readonly name: string;
  readonly rights: readonly Right[];
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  /** Null: LaunchDarkly does not know it. */
  readonly token: Token | null;
}

export interface Answer {
  readonly status: number;
  readonly json: Json;
}

const patchSchema = z.object({
  comment: z.optional(z.string()),
  environmentKey: z.string(),
  instructions: z.array(instructionSchema),
});

/** LaunchDarkly's REST API over a world: GET and PATCH of a flag, and the audit log. */
export function answer(world: World, asked: Asked): Answer {
  try {
    return { status: 200, json: good(world, asked) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, json: { code: error.code, message: error.message } };
  }
}

function good(world: World, asked: Asked): Json {
  const { method, path, search, token } = asked;
  if (token === null) throw new Refused(401, 'unauthorized', 'Invalid access token');
  if (method === 'GET' && path === '/api/v2/auditlog') {
    demand(token, 'viewAuditLog');
    const [, project, environment, flag] =
      /^proj\/(.*):env\/(.*):flag\/(.*)$/.exec(search.get('spec') ?? '') ?? [];
    const resource = `proj/${project}:env/${environment}:flag/${flag}`;
    const found = world.audit.filter(({ accesses }) => accesses.some((one) => one.resource === resource));
    return auditView(found.slice(0, Number(search.get('limit') ?? 10)));
  }
  const [, project = '', key = ''] = /^\/api\/v2\/flags\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  demand(token, 'viewProject');
  const flag = world.flags.find((one) => one.project === project && one.key === key);
  if (flag === undefined) throw new Refused(404, 'not_found', `Unknown feature flag key ${key}`);
  if (method === 'PATCH') change(world, flag, asked, token);
  return flagView(flag, method === 'PATCH' ? [] : search.getAll('env'));
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

function demand(token: Token, right: Right): void {
  if (!token.rights.includes(right))
    throw new Refused(403, 'forbidden', 'Access to the requested resource was denied');
}
