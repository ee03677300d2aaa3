import type { Json } from '@glidepath/model';
import * as z from 'zod/mini';
import type { ApprovalRecord, ReviewRecord } from './approval-records.ts';
import { demand, type Answer, type Asked, type Token } from './asked.ts';
import { actionOf, instructionSchema, Refused } from './instructions.ts';
import type { Member } from './records.ts';
import type { World } from './world.ts';

const PATH =
  /^\/api\/v2\/projects\/([^/]+)\/flags\/([^/]+)\/environments\/([^/]+)\/approval-requests(?:\/([^/]+)(\/apply)?)?$/;

const createSchema = z.object({ description: z.string(), instructions: z.array(instructionSchema) });
const applySchema = z.object({ comment: z.optional(z.string()) });

/** Requests for approvals of a flag in an environment. */
export function answerOnApprovals(world: World, asked: Asked & { readonly token: Token }): Answer {
  const { method, path, body, token } = asked;
  const [, project, key, environment = '', id, apply] = PATH.exec(path) ?? [];
  demand(token, 'viewProject');
  const flag = world.flags.find((one) => one.project === project && one.key === key);
  if (flag === undefined) throw new Refused(404, 'not_found', 'Unknown feature flag key');
  const here = world.requests.filter((one) => one.flag === flag && one.environment === environment);
  if (id === undefined) {
    if (method === 'GET')
      return { status: 200, json: { items: here.map(requestView), _links: { self: { href: path } } } };
    demand(token, 'createApprovalRequest');
    const parsed = z.safeParse(createSchema, body);
    if (!parsed.success) throw new Refused(400, 'invalid_request', 'The request is not understood');
    const { instructions, description } = parsed.data;
    const request = world.request(flag, environment, instructions, description);
    return { status: 201, json: requestView(request) };
  }
  const request = here.find((one) => one.id === id);
  if (request === undefined) throw new Refused(404, 'not_found', 'Unknown approval request');
  if (method === 'DELETE') {
    demand(token, 'deleteApprovalRequest');
    world.withdraw(request);
    return { status: 204, json: null };
  }
  if (apply !== undefined) {
    demand(token, 'applyApprovalRequest');
    for (const instruction of request.instructions) {
      const action = actionOf(instruction);
      if (action === 'updateOn' || action === 'updateFallthrough') demand(token, action);
    }
    const { comment = '' } = z.parse(applySchema, body);
    world.applyRequest(request, { kind: 'token', name: token.name }, comment);
  }
  return { status: 200, json: requestView(request) };
}

/** A member who has reviewed something. */
export function memberCalled(world: World, path: string): Json {
  const members = world.requests.flatMap(({ reviews }) => reviews.map(({ by }) => by));
  const member = members.find((one) => path === `/api/v2/members/${idOf(one)}`);
  if (member === undefined) throw new Refused(404, 'not_found', 'Unknown member');
  const { firstName, lastName } = member;
  return {
    _id: idOf(member),
    _links: { self: { href: path, type: 'application/json' } },
    _lastSeen: 0,
    _pendingInvite: false,
    _verified: true,
    creationDate: 0,
    customRoles: [],
    email: 'someone@example.com',
    firstName,
    lastName,
    mfa: 'disabled',
    role: 'writer',
  };
}

function requestView(request: ApprovalRecord): Json {
  const { id, version, createdAt, description, instructions, reviews, status } = request;
  const last = reviews.at(-1)?.kind;
  return {
    _id: id,
    _version: version,
    _links: {},
    creationDate: createdAt,
    serviceKind: 'launchdarkly',
    description,
    reviewStatus: last === undefined ? 'pending' : last === 'approve' ? 'approved' : 'declined',
    allReviews: reviews.map(reviewView),
    notifyMemberIds: [],
    status,
    instructions: z.parse(z.array(z.json()), JSON.parse(JSON.stringify(instructions))),
    conflicts: [],
  };
}

function reviewView({ id, kind, at, by, comment }: ReviewRecord): Json {
  return {
    _id: id,
    kind,
    creationDate: at,
    memberId: idOf(by),
    ...(comment === '' ? {} : { comment }),
  };
}

function idOf({ firstName, lastName }: Member): string {
  return `${firstName}-${lastName}`.toLowerCase();
}
