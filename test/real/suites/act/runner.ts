import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { freePort, Running } from '../../../harness/index.ts';
import type { GitHub } from '../../../github/index.ts';
import type { ActPart } from '../../parts/act.ts';
import type { ArtifactPart } from '../../parts/artifact.ts';
import { copyGlidepath, localRepositories } from './glidepath-copy.ts';
import type { Shop } from './shop.ts';

/** The shop's, on GitHub. */
export const REPOSITORY = 'acme/shop';

/** What starts a workflow: a push, a form that was sent, the end of another run, the clock. */
export type Trigger =
  | { readonly event: 'push' }
  | { readonly event: 'workflow_dispatch'; readonly inputs: Readonly<Record<string, string>> }
  | { readonly event: 'workflow_run'; readonly conclusion: 'success' | 'failure' | 'cancelled' }
  | { readonly event: 'schedule' }
  | { readonly event: 'pull_request'; readonly number: number };

export interface RunEnded {
  /** Of each job by its name; a job that was not begun has none. */
  readonly jobs: Readonly<Record<string, 'success' | 'failure'>>;
  readonly conclusion: 'success' | 'failure';
  /** All that was printed. */
  readonly log: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly ended: Promise<RunEnded>;
  /** Ends the runner with all that it has started, at once; GitHub is told that the run has failed. */
  kill(): Promise<void>;
}

const lineSchema = z.object({
  msg: z.optional(z.string()),
  job: z.optional(z.string()),
  jobResult: z.optional(z.enum(['success', 'failure', 'skipped'])),
});

const callerSchema = z.object({
  name: z.string(),
  jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.enum(['read', 'write'])) })),
});

/** A machine that runs workflows of the shop's repository, as a self-hosted runner does. */
export class ActRunner {
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-act-'));
  readonly #copy = join(this.#folder, 'glidepath');
  readonly #parts: { readonly act: ActPart; readonly artifact: ArtifactPart };
  readonly #github: GitHub;
  readonly #shop: Shop;
  readonly #secrets: Readonly<Record<string, string>>;
  /** Of the runs so far. */
  readonly tokens: string[] = [];
  #lastRun = 9000;

  /** @param secrets of the repository */
  constructor(
    parts: { readonly act: ActPart; readonly artifact: ArtifactPart },
    github: GitHub,
    shop: Shop,
    secrets: Readonly<Record<string, string>>,
  ) {
    this.#parts = parts;
    this.#secrets = secrets;
    this.#github = github;
    this.#shop = shop;
    copyGlidepath(this.#copy);
  }

  /** Runs a caller, by the name of its file without `.yml`, with a token that may what the caller grants and no more. */
  async start(caller: string, trigger: Trigger, actor = 'dana'): Promise<WorkflowRun> {
    const id = (this.#lastRun += 1);
    const path = `.github/workflows/${caller}.yml`;
    const { name, token } = this.#admit(path, id);
    const attempt = { id, path, name, event: trigger.event, actor };
    await this.#github.setup.run({ ...attempt, status: 'in_progress' });
    const running = new Running(this.#parts.act.act, await this.#args(id, path, trigger, actor, token), {
      cwd: this.#shop.clone,
      env: this.#environment(),
    });
    const ended = running.ended.then(async ({ code, stdout, stderr }) => {
      const conclusion = code === 0 ? 'success' : 'failure';
      await this.#github.setup.run({ ...attempt, status: 'completed', conclusion });
      return { jobs: jobsOf(stdout), conclusion, log: readable(stdout) + stderr } as const;
    });
    return {
      id,
      ended,
      kill: async () => {
        killTree(running.child.pid ?? 0, this.#shop.stateDir);
        await ended;
      },
    };
  }

  /** Logs the machine in to a registry, as its owner would. */
  logIn(registry: string, user: string, password: string): void {
    mkdirSync(join(this.#folder, '.docker'));
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    writeFileSync(
      join(this.#folder, '.docker/config.json'),
      JSON.stringify({ auths: { [registry]: { auth } } }),
    );
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #admit(path: string, id: number): { readonly name: string; readonly token: string } {
    const { name, jobs } = z.parse(callerSchema, parse(readFileSync(join(this.#shop.clone, path), 'utf8')));
    const token = `ghs_run${id}`;
    const grants = Object.values(jobs).flatMap(({ permissions }) => Object.entries(permissions));
    // A run of act has one token; GitHub gives one to each job.
    grants.sort(([, one], [, other]) => one.localeCompare(other));
    const permissions = Object.fromEntries(grants.map(([scope, level]) => [scope.replace('-', '_'), level]));
    this.#github.tokens.set(token, { permissions });
    this.tokens.push(token);
    return { name, token };
  }

  async #args(
    id: number,
    path: string,
    trigger: Trigger,
    actor: string,
    token: string,
  ): Promise<readonly string[]> {
    const folder = join(this.#folder, `run-${id}`);
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'event.json'),
      JSON.stringify({ ...payloadOf(trigger), repository: { full_name: REPOSITORY } }),
    );
    const env = {
      ...this.#github.env(),
      GITHUB_RUN_ID: String(id),
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_TRIGGERING_ACTOR: actor,
      GLIDEPATH_STATE_DIR: this.#shop.stateDir,
      GLIDEPATH_TEST_ARTIFACT: this.#parts.artifact.module,
      GLIDEPATH_TEST_ACTIONS: join(import.meta.dirname, 'artifacts'),
    };
    const flags: readonly (readonly [name: string, value: string])[] = [
      ['workflows', path],
      ['eventpath', join(folder, 'event.json')],
      ['actor', actor],
      ['platform', 'ubuntu-latest=-self-hosted'],
      ['concurrent-jobs', '1'],
      ['action-cache-path', join(folder, 'cache')],
      ['artifact-server-path', join(folder, 'artifacts')],
      ['artifact-server-addr', '127.0.0.1'],
      ['artifact-server-port', String(await freePort())],
      ['secret', `GITHUB_TOKEN=${token}`],
      ...Object.entries(this.#secrets).map(([name, value]) => ['secret', `${name}=${value}`] as const),
      ...localRepositories(this.#copy).map((place) => ['local-repository', place] as const),
      ...Object.entries(env).map(([name, value]) => ['env', `${name}=${value}`] as const),
    ];
    return [
      trigger.event,
      '--json',
      '--no-cache-server',
      ...flags.flatMap(([name, value]) => [`--${name}`, value]),
    ];
  }

  /** Of the test's own surroundings nothing but what programs need; a home of its own, so that no settings of act are found. */
  #environment(): Record<string, string> {
    return {
      PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
      HOME: this.#folder,
      LANG: 'C.UTF-8',
    };
  }
}

function payloadOf(trigger: Trigger): object {
  switch (trigger.event) {
    case 'push':
      return { ref: 'refs/heads/main' };
    case 'workflow_dispatch':
      return { ref: 'refs/heads/main', inputs: trigger.inputs };
    case 'workflow_run':
      return { action: 'completed', workflow_run: { conclusion: trigger.conclusion } };
    case 'schedule':
      return { schedule: '7,22,37,52 * * * *' };
    case 'pull_request':
      return {
        number: trigger.number,
        pull_request: { number: trigger.number, head: { repo: { full_name: REPOSITORY } } },
      };
  }
}

function jobsOf(stdout: string): RunEnded['jobs'] {
  const jobs: Record<string, 'success' | 'failure'> = {};
  for (const { job, jobResult } of lines(stdout)) {
    if (job !== undefined && (jobResult === 'success' || jobResult === 'failure'))
      jobs[job.trim()] = jobResult;
  }
  return jobs;
}

function readable(stdout: string): string {
  return lines(stdout)
    .map(({ job, msg }) => `${job ?? ''} | ${msg?.trimEnd() ?? ''}`)
    .join('\n');
}

function lines(stdout: string): readonly z.output<typeof lineSchema>[] {
  return stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [z.parse(lineSchema, JSON.parse(line))] : []));
}

/**
 * Kills a process and all that descend from it, but not what keeps the service up: the supervisor belongs to the host and
 * would outlive the machine's runner.
 */
function killTree(root: number, stateDir: string): void {
  const parents = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(Number(entry));
    if (parent !== null) parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(parents.get(pid) ?? []).filter((child) => !serves(child, stateDir)));
  for (const pid of tree) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}

function parentOf(pid: number): number | null {
  try {
    // The name stands in brackets and may hold anything; the parent is the second field behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[1]);
  } catch {
    return null;
  }
}

/** Whether it is the supervisor of an environment: it is started with that one's folder. */
function serves(pid: number, stateDir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${stateDir}/local/`);
  } catch {
    return false;
  }
}
