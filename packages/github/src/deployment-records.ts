import { millis, type Environment, type Release } from '@glidepath/model';
import * as z from 'zod/mini';
import { mayHaveHappened, read } from './answers.ts';
import type { GitHub } from './client.ts';
import { described, type DeploymentStatus } from './deployment-status.ts';

/** What is kept with a deployment, to find it again. */
const payloadSchema = z.object({
  glidepath: z.literal(1),
  service: z.string(),
  rollout: z.string(),
  digest: z.string(),
  release: z.string(),
});

export interface DeploymentRecord extends z.output<typeof payloadSchema> {
  readonly id: number;
}

export interface RecordOptions {
  readonly service: string;
  readonly environment: Pick<Environment, 'name' | 'url'>;
  readonly production: boolean;
  readonly runUrl: string | null;
}

/** Statuses hold nothing up, and the last one stays: a limit that GitHub names no end of lasts a minute. */
const PATIENCE = millis(70_000);

const LIST = 'GET /repos/{owner}/{repo}/deployments';
const CREATE = 'POST /repos/{owner}/{repo}/deployments';
const SET = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

/** Glidepath's deployments of one service in one environment, as GitHub keeps them. All of it throws GitHubError. */
export class DeploymentRecords {
  readonly #github: GitHub;
  readonly #options: RecordOptions;
  #listed: Promise<readonly DeploymentRecord[]> | null = null;

  constructor(github: GitHub, options: RecordOptions) {
    this.#github = github;
    this.#options = options;
  }

  /** Makes one, at the release's commit, or at the default branch where that is not known: GitHub wants a place in git. */
  async create({ digest, name, commit }: Release, rollout: string): Promise<number> {
    const { service, environment, production } = this.#options;
    const payload = { glidepath: 1, service, rollout, digest, release: name } satisfies z.output<
      typeof payloadSchema
    >;
    const { id } = await read(this.#github, z.object({ id: z.int() }), CREATE, {
      ref: commit ?? (await this.#defaultBranch()),
      task: 'deploy',
      // Else GitHub merges the default branch into the ref, or refuses because of a check: both are for gates to say.
      auto_merge: false,
      required_contexts: [],
      environment: environment.name,
      production_environment: production,
      transient_environment: false,
      description: described('pending', `${service} ${name}`).description,
      payload,
    });
    return id;
  }

  /** Sent once more where nobody knows whether it arrived: the same status twice says what it says once. */
  async setStatus(id: number, status: DeploymentStatus): Promise<void> {
    try {
      await this.#set(id, status);
    } catch (error) {
      if (!mayHaveHappened(error)) throw error;
      await this.#set(id, status);
    }
  }

  async #set(id: number, { state, description }: DeploymentStatus): Promise<void> {
    const { environment, runUrl } = this.#options;
    const status = {
      deployment_id: id,
      state,
      description,
      // GitHub's own way to do it passes over production and sees no services: it is done one by one.
      auto_inactive: false,
      ...(environment.url === null ? {} : { environment_url: environment.url }),
      ...(runUrl === null ? {} : { log_url: runUrl }),
    };
    await this.#github.request(SET, status, { patience: PATIENCE });
  }

  /** The newest one that fits, among the newest 100 of the environment. They are asked for once. */
  async newestOf(fits: (record: DeploymentRecord) => boolean): Promise<DeploymentRecord | null> {
    this.#listed ??= this.#list();
    try {
      return (await this.#listed).find(fits) ?? null;
    } catch (error) {
      this.#listed = null;
      throw error;
    }
  }

  /** Somebody may have made more of them. */
  forget(): void {
    this.#listed = null;
  }

  async #list(): Promise<readonly DeploymentRecord[]> {
    const { service, environment } = this.#options;
    const schema = z.array(z.object({ id: z.int(), payload: z.unknown() }));
    const all = await read(this.#github, schema, LIST, { environment: environment.name, per_page: 100 });
    return all
      .flatMap(({ id, payload }) => {
        const ours = z.safeParse(payloadSchema, payload);
        return ours.success && ours.data.service === service ? [{ id, ...ours.data }] : [];
      })
      .toSorted((one, other) => other.id - one.id);
  }

  async #defaultBranch(): Promise<string> {
    const schema = z.object({ default_branch: z.string() });
    return (await read(this.#github, schema, 'GET /repos/{owner}/{repo}')).default_branch;
  }
}
