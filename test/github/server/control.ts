import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { setupSchemas } from '../world/setup.ts';
import type { Setup } from '../world/setup.ts';
import type { World } from '../world/world.ts';
import type { CallLog } from './calls.ts';
import { plannedFaultSchema } from './faults.ts';
import type { Faults } from './faults.ts';
import { isPermission } from './permissions.ts';
import type { Violation } from './pipeline.ts';
import type { Tokens } from './tokens.ts';

export interface Controlled {
  readonly world: World;
  readonly setup: Setup;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly tokens: Tokens;
  readonly violations: readonly Violation[];
}

const level = z.enum(['none', 'read', 'write', 'admin']);
const tokenSchema = z.object({
  token: z.string(),
  login: z.optional(z.string()),
  kind: z.optional(z.enum(['app', 'user'])),
  permissions: z.optional(
    z.union([z.literal('all'), z.record(z.string().check(z.refine(isPermission)), level)]),
  ),
});

/**
 * What stands under `/_control/`, which GitHub does not have: how a test in another process sets the state and looks at
 * it. `GET calls`, `GET counts`, `GET violations`, `GET state`; `POST` with JSON: `faults`, `token` and all of Setup;
 * `DELETE calls`, `DELETE faults`.
 */
export async function control(
  parts: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '' } = request;
  const name = url.replace(/^\/_control\//, '');
  try {
    const given: unknown = method === 'POST' ? JSON.parse(await text(request)) : null;
    const result = await run(parts, `${method} ${name}`, given);
    answer(response, 200, result ?? {});
  } catch (error) {
    answer(response, 400, { message: error instanceof Error ? error.message : String(error) });
  }
}

async function run(parts: Controlled, what: string, given: unknown): Promise<unknown> {
  const { world, setup, faults, calls, tokens, violations } = parts;
  switch (what) {
    case 'GET calls':
      return calls.all();
    case 'GET counts':
      return calls.countByRoute();
    case 'GET violations':
      return violations;
    case 'GET state':
      return stateOf(world);
    case 'DELETE calls':
      return calls.clear();
    case 'DELETE faults':
      return faults.clear();
    case 'GET faults':
      return faults.pending();
    case 'POST faults':
      return faults.push(...z.array(plannedFaultSchema).parse(given));
    case 'POST token': {
      const { token, login, kind, permissions } = tokenSchema.parse(given);
      return tokens.set(token, {
        ...(login === undefined ? {} : { login }),
        ...(kind === undefined ? {} : { kind }),
        ...(permissions === undefined ? {} : { permissions }),
      });
    }
    case 'POST person':
      return setup.person(setupSchemas.person.parse(given));
    case 'POST role':
      return setup.role(setupSchemas.role.parse(given));
    case 'POST member':
      return setup.member(setupSchemas.member.parse(given));
    case 'POST environment':
      return setup.environment(setupSchemas.environment.parse(given));
    case 'POST check':
      return setup.check(setupSchemas.check.parse(given));
    case 'POST status':
      return setup.status(setupSchemas.status.parse(given));
    case 'POST run':
      return setup.run(setupSchemas.run.parse(given));
    case 'POST commit':
      return { sha: await setup.commit(setupSchemas.commit.parse(given)) };
    default:
      throw new Error(`There is no "${what}" under /_control.`);
  }
}

/** The records as plain JSON. */
function stateOf(world: World): Record<string, unknown> {
  return {
    deployments: [...world.deployments.values()],
    environments: [...world.environments.values()],
    issues: [...world.issues.values()],
    comments: [...world.comments.values()],
    pulls: [...world.pulls.values()],
    releases: [...world.releases.values()],
    runs: [...world.runs.values()],
    dispatches: world.dispatches,
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
