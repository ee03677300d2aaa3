import { pageOf } from '../server/pages.ts';
import { notFound } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Environment } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';

/** Environments and the rules that protect them. */
export function environments(world: World) {
  return {
    'repos/get-all-environments'(asked) {
      const all = [...world.environments.values()];
      const { items, headers } = pageOf(all, asked, world.url);
      return { status: 200, headers, body: { total_count: all.length, environments: items.map(view) } };
    },

    'repos/get-environment'({ path }) {
      const found = world.environments.get(path.environment_name);
      if (found === undefined) throw notFound();
      return { status: 200, body: view(found) };
    },
  } satisfies Partial<Routes>;

  function view({ id, name, reviewers, waitTimer, createdAt }: Environment): Record<string, unknown> {
    return {
      id,
      node_id: nodeId('Environment', id),
      name,
      url: `${world.api}/environments/${encodeURIComponent(name)}`,
      html_url: `${world.page}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
      created_at: createdAt,
      updated_at: createdAt,
      protection_rules: [
        ...(waitTimer === 0 ? [] : [{ ...rule('wait_timer', id * 10 + 1), wait_timer: waitTimer }]),
        ...(reviewers.length === 0
          ? []
          : [
              {
                ...rule('required_reviewers', id * 10 + 2),
                prevent_self_review: false,
                reviewers: reviewers.map((login) => ({ type: 'User', reviewer: faceOf(world, login) })),
              },
            ]),
      ],
      deployment_branch_policy: null,
    };
  }
}

/** The environment of that name. GitHub makes it when something is deployed to it first. */
export function environmentNamed(world: World, name: string): Environment {
  const known = world.environments.get(name);
  if (known !== undefined) return known;
  const made: Environment = { id: world.id(), name, reviewers: [], waitTimer: 0, createdAt: now() };
  world.environments.set(name, made);
  return made;
}

function rule(type: string, id: number): Record<string, unknown> {
  return { id, node_id: nodeId('Gate', id), type };
}
