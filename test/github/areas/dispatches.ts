import { notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';
import { now } from '../world/world.ts';

/** Workflows and repository_dispatch events that were asked for: written down for tests, and nothing runs. */
export function dispatches(world: World) {
  return {
    async 'actions/create-workflow-dispatch'({ path, body, caller }) {
      const name = String(path.workflow_id);
      const { ref, inputs = {}, return_run_details: isDetailed = false } = body;
      const commit = await world.git.resolve(ref);
      if (commit === null) throw new Refusal(422, `No ref found for: ${ref}`);
      const file = await world.git.say(['ls-tree', '--name-only', commit, '--', `.github/workflows/${name}`]);
      if (file === '' && !/^\d+$/.test(name)) throw notFound();
      world.dispatches.push({ kind: 'workflow', name, ref, inputs, by: caller.login, at: now() });
      if (!isDetailed) return { status: 204 };
      const id = world.id();
      return {
        status: 200,
        body: {
          workflow_run_id: id,
          run_url: `${world.api}/actions/runs/${id}`,
          html_url: `${world.page}/actions/runs/${id}`,
        },
      };
    },

    'repos/create-dispatch-event'({ body: { event_type: name, client_payload: inputs = {} }, caller }) {
      if (Object.keys(inputs).length > 10) {
        throw new Refusal(422, 'Invalid request.\n\nNo more than 10 properties are allowed.');
      }
      world.dispatches.push({ kind: 'repository', name, ref: '', inputs, by: caller.login, at: now() });
      return { status: 204 };
    },
  } satisfies Partial<Routes>;
}
