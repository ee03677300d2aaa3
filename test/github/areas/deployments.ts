import { git as runGit } from '../git/git.ts';
import { writeCommit } from '../git/commits.ts';
import { listReply } from '../server/pages.ts';
import { invalid, notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Deployment, DeploymentState, DeploymentStatus } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';
import { environmentNamed } from './environments.ts';
import { stateOf } from './checks.ts';

const LONGEST_DESCRIPTION = 140;

/** Deployments and what became of them. */
export function deployments(world: World) {
  return {
    'repos/list-deployments'(asked) {
      const { sha, ref, task, environment } = asked.query;
      const found = [...world.deployments.values()]
        .filter(
          (deployment) =>
            isWanted(sha, deployment.sha) &&
            isWanted(ref, deployment.ref) &&
            isWanted(task, deployment.task) &&
            isWanted(environment, environmentOf(deployment)),
        )
        .sort((one, other) => other.id - one.id);
      return listReply(found, asked, world.url, view);
    },

    async 'repos/create-deployment'({ body, caller }) {
      const { ref, task = 'deploy', auto_merge: isMerging = true, required_contexts: contexts } = body;
      const { payload = {}, environment = 'production', description = '' } = body;
      checkDescription('Deployment', description ?? '');
      const sha = await world.git.resolve(ref);
      if (sha === null) throw new Refusal(422, `No ref found for: ${ref}`);
      if (isMerging) {
        const merged = await catchUp(ref, sha, caller.login);
        if (merged !== null) return { status: 202, body: { message: merged } };
      }
      const missing = stateOf(world, sha, contexts ?? null);
      if (missing.length > 0) {
        throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`);
      }
      environmentNamed(world, environment);
      const deployment: Deployment = {
        id: world.id(),
        sha,
        ref,
        task,
        payload,
        environment,
        description: description ?? null,
        creator: caller.login,
        isTransient: body.transient_environment ?? false,
        isProduction: body.production_environment ?? environment === 'production',
        createdAt: now(),
        statuses: [],
      };
      world.deployments.set(deployment.id, deployment);
      return { status: 201, body: view(deployment), headers: { location: urlOf(deployment) } };
    },

    'repos/get-deployment'({ path }) {
      return { status: 200, body: view(found(path.deployment_id)) };
    },

    'repos/delete-deployment'({ path }) {
      const deployment = found(path.deployment_id);
      const others = [...world.deployments.values()].filter(
        (other) => other !== deployment && other.environment === deployment.environment,
      );
      if (others.length > 0 && deployment.statuses.at(-1)?.state !== 'inactive') {
        throw new Refusal(
          422,
          'We cannot delete an active deployment unless it is the only deployment in a given environment.',
        );
      }
      world.deployments.delete(deployment.id);
      return { status: 204 };
    },

    'repos/list-deployment-statuses'(asked) {
      const deployment = found(asked.path.deployment_id);
      const newestFirst = deployment.statuses.toReversed();
      return listReply(newestFirst, asked, world.url, (status) => statusView(deployment, status));
    },

    'repos/create-deployment-status'({ path, body, caller }) {
      const deployment = found(path.deployment_id);
      const { state, description = '', environment, auto_inactive: isTidying = true } = body;
      checkDescription('DeploymentStatus', description);
      for (const field of ['log_url', 'target_url', 'environment_url'] as const) {
        const url = body[field] ?? '';
        if (url === '' || /^https?:\/\//.test(url)) continue;
        throw invalid({
          resource: 'DeploymentStatus',
          field,
          code: 'custom',
          message: `${field} must use http(s) scheme`,
        });
      }
      const status = add(deployment, caller.login, state, {
        description,
        environment: environment ?? environmentOf(deployment),
        environmentUrl: body.environment_url ?? '',
        logUrl: body.log_url ?? body.target_url ?? '',
      });
      environmentNamed(world, status.environment);
      if (state === 'success' && isTidying) retireOthers(deployment, status.environment, caller.login);
      const view = statusView(deployment, status);
      return { status: 201, body: view, headers: { location: view.url } };
    },
  } satisfies Partial<Routes>;

  function found(id: number): Deployment {
    const deployment = world.deployments.get(id);
    if (deployment === undefined) throw notFound();
    return deployment;
  }

  function add(
    deployment: Deployment,
    creator: string,
    state: DeploymentState,
    rest: Pick<DeploymentStatus, 'description' | 'environment' | 'environmentUrl' | 'logUrl'>,
  ): DeploymentStatus {
    const status: DeploymentStatus = { id: world.id(), state, creator, createdAt: now(), ...rest };
    deployment.statuses.push(status);
    return status;
  }

  /** What `auto_inactive` does: earlier successes there end, except where production or a passing place is meant. */
  function retireOthers(deployment: Deployment, environment: string, creator: string): void {
    for (const other of world.deployments.values()) {
      const isEarlier = other.id < deployment.id && environmentOf(other) === environment;
      if (!isEarlier || other.isProduction || other.isTransient) continue;
      if (other.statuses.at(-1)?.state !== 'success') continue;
      add(other, creator, 'inactive', { description: '', environment, environmentUrl: '', logUrl: '' });
    }
  }

  /** `auto_merge`: GitHub merges the default branch into a branch that lacks some of it, and deploys nothing yet. */
  async function catchUp(ref: string, sha: string, login: string): Promise<string | null> {
    const { git } = world;
    const main = await git.defaultBranch();
    const [branch, newest] = [await git.ref(`refs/heads/${ref}`), await git.resolve(main)];
    if (branch === null || newest === null || (await git.isAncestor(newest, sha))) return null;
    const run = await runGit(git.path, ['merge-tree', '--write-tree', sha, newest]);
    if (!run.ok) throw new Refusal(409, `Conflict merging ${main} into ${ref}.`);
    const { name, email } = world.person(login);
    const author = { name, email, at: Math.floor(Date.now() / 1000), zone: '+0000' };
    const commit = await writeCommit(git, {
      tree: run.stdout.toString().split('\n')[0] ?? '',
      parents: [sha, newest],
      author,
      committer: author,
      message: `Merge branch '${main}' into ${ref}`,
    });
    if (!(await git.swap(branch.name, commit, sha)))
      throw new Refusal(409, `Conflict merging ${main} into ${ref}.`);
    return `Auto-merged ${main} into ${ref} on deployment.`;
  }

  function urlOf({ id }: Deployment): string {
    return `${world.api}/deployments/${id}`;
  }

  function view(deployment: Deployment): Record<string, unknown> {
    const { id, sha, ref, task, payload, environment, description, creator, createdAt } = deployment;
    return {
      url: urlOf(deployment),
      id,
      node_id: nodeId('Deployment', id),
      task,
      original_environment: environment,
      environment: environmentOf(deployment),
      description,
      created_at: createdAt,
      updated_at: deployment.statuses.at(-1)?.createdAt ?? createdAt,
      statuses_url: `${urlOf(deployment)}/statuses`,
      repository_url: world.api,
      creator: faceOf(world, creator),
      sha,
      ref,
      payload,
      transient_environment: deployment.isTransient,
      production_environment: deployment.isProduction,
      performed_via_github_app: null,
    };
  }

  function statusView(deployment: Deployment, status: DeploymentStatus) {
    const { id, state, description, environment, environmentUrl, logUrl, creator, createdAt } = status;
    return {
      url: `${urlOf(deployment)}/statuses/${id}`,
      id,
      node_id: nodeId('DeploymentStatus', id),
      state,
      creator: faceOf(world, creator),
      description,
      environment,
      target_url: logUrl,
      created_at: createdAt,
      updated_at: createdAt,
      deployment_url: urlOf(deployment),
      repository_url: world.api,
      environment_url: environmentUrl,
      log_url: logUrl,
      performed_via_github_app: null,
    };
  }
}

/** A status may have moved the deployment to another environment. */
function environmentOf({ environment, statuses }: Deployment): string {
  return statuses.at(-1)?.environment ?? environment;
}

function checkDescription(resource: string, description: string): void {
  if (Array.from(description).length <= LONGEST_DESCRIPTION) return;
  const message = `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`;
  throw invalid({ resource, field: 'description', code: 'custom', message });
}

/** `none` is GitHub's word for no filter. */
function isWanted(value: string | null | undefined, own: string): boolean {
  return value === undefined || value === null || value === 'none' || value === own;
}
