import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGitHub, type GitHub } from '../github/index.ts';
import { withDefaults } from './action-defaults.ts';
import { startAction, startCli, type ActionEnded, type ActionRun } from './bundles.ts';
import { Clients, type Seen } from './clients.ts';
import { filesHolding, withoutMasks } from './leaks.ts';
import { until, type Running } from './process.ts';
import { Service, SLOS, type Behaviour } from './service.ts';

/** May do all. No other text holds it, so that it is found wherever it leaks. */
export const SECRET = 'ghs_Zq7TheTokenOfTheRun41x';

/** Of one workflow run. */
export interface RunOptions {
  readonly actor?: string;
  readonly token?: string;
  readonly sha?: string;
  readonly event?: { readonly name: string; readonly payload: unknown };
  readonly env?: Readonly<Record<string, string>>;
  /** GitHub goes on saying that it is in progress after its process has ended, as of a runner that was lost. */
  readonly lost?: boolean;
}

/** A workflow run under way. */
export interface WorkflowRun extends ActionRun {
  readonly id: number;
}

/** A service whose repository is on the emulated GitHub, and the runner that works for it. */
export class GitHubService implements AsyncDisposable {
  readonly local: Service;
  readonly github: GitHub;
  readonly #folder: string;
  readonly #said: string[] = [];
  #clients: Clients | null = null;
  #runs = 100;

  private constructor(local: Service, github: GitHub, folder: string) {
    this.local = local;
    this.github = github;
    this.#folder = folder;
  }

  /** @param settings as of Service */
  static async create(settings: string, slos = SLOS): Promise<GitHubService> {
    const local = await Service.create(settings, slos);
    mkdirSync(local.stateDir, { recursive: true });
    const git = join(local.stateDir, 'github.git');
    local.git('clone', '--quiet', '--bare', local.workspace, git);
    local.git('remote', 'add', 'origin', git);
    local.git('fetch', '--quiet', 'origin');
    const github = await startGitHub({ git, tokens: { [SECRET]: {} } });
    return new GitHubService(local, github, join(local.stateDir, 'runner'));
  }

  /** The same with v1 live and clients that ask it. */
  static async live(settings: string, slos = SLOS): Promise<GitHubService> {
    const shop = await GitHubService.create(settings, slos);
    try {
      await shop.begin();
      return shop;
    } catch (error) {
      await shop.remove();
      throw error;
    }
  }

  /** Brings v1 in, with clients from its first answer on. */
  async begin(options: RunOptions = {}): Promise<void> {
    await this.release('v1');
    const first = this.deploy('v1', {}, options);
    await until('v1 to answer', async () => (await fetch(this.local.url).catch(() => null))?.ok);
    this.#clients = new Clients(this.local.url);
    const end = await first.ended;
    if (end.code !== 0) throw new Error(`v1 could not be brought in:\n${end.stdout}\n${end.stderr}`);
  }

  /** A release with a commit of its own on the default branch; gives the commit. */
  async release(name: string, behaviour: Behaviour = {}, author = 'mona'): Promise<string> {
    this.local.release(name, behaviour);
    const sha = await this.github.setup.commit({
      files: { 'src/release.txt': `${name}\n` },
      message: `Make ${name}`,
      author,
    });
    this.local.git('fetch', '--quiet', 'origin', 'main');
    return sha;
  }

  /** Starts an action's bundle as a job of a new workflow run. */
  start(
    action: string,
    inputs: Readonly<Record<string, string>> = {},
    options: RunOptions = {},
  ): WorkflowRun {
    const { actor = 'dana', token = SECRET, event, lost = false } = options;
    const { workspace } = this.local;
    const id = ++this.#runs;
    const folder = join(this.#folder, String(id));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'event.json'), JSON.stringify(event?.payload ?? {}));
    const sha = options.sha ?? this.local.git('rev-parse', 'origin/main').trim();
    const begun = this.github.setup.run({ id, status: 'in_progress', actor, sha });
    const run = startAction(action, workspace, withDefaults(action, inputs, token), {
      ...this.github.env(),
      ...this.local.env,
      GITHUB_RUN_ID: String(id),
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTOR: actor,
      GITHUB_TRIGGERING_ACTOR: actor,
      GITHUB_SHA: sha,
      GITHUB_EVENT_NAME: event?.name ?? 'push',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      ...options.env,
    });
    const ended = run.ended.then(async (end) => {
      await begun;
      if (!lost) await this.complete(id, end.code === 0 ? 'success' : 'failure');
      this.#hear(end);
      return end;
    });
    return { running: run.running, ended, id };
  }

  /** GitHub learns that a run is over. */
  async complete(id: number, conclusion: 'success' | 'failure' | 'cancelled' = 'failure'): Promise<void> {
    await this.github.setup.run({ id, status: 'completed', conclusion });
  }

  deploy(name: string, inputs: Readonly<Record<string, string>> = {}, options: RunOptions = {}): WorkflowRun {
    return this.start('deploy', { artifact: `releases/${name}`, release: name, ...inputs }, options);
  }

  /** The terminal's `glidepath` with this repository's ledger. */
  cli(...args: readonly string[]): Running {
    return startCli(this.local.workspace, [...args, '--repo', 'acme/checkout'], {
      ...this.local.env,
      ...this.github.env(),
      GH_TOKEN: SECRET,
    });
  }

  /** The ledger's subjects, oldest first, as `git log` shows them in GitHub's repository. */
  ledger(environment = 'production'): readonly string[] {
    const ref = `refs/glidepath/shop/${environment}`;
    const refs = this.git('for-each-ref', '--format=%(refname)', ref);
    if (refs === '') return [];
    return this.git('log', '--reverse', '--format=%s', ref).split('\n').filter(Boolean);
  }

  /** Git in GitHub's repository. */
  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.github.git, encoding: 'utf8' });
  }

  /** Deployments in the order in which they were made, each with its statuses: `in_progress: canary at 25 %`. */
  deployments(
    environment = 'production',
  ): readonly { readonly release: string; readonly said: readonly string[] }[] {
    return [...this.github.world.deployments.values()]
      .filter((one) => one.environment === environment)
      .map(({ description, statuses }) => ({
        release: (description ?? '').replace('shop ', ''),
        said: statuses.map((status) => `${status.state}: ${status.description}`),
      }));
  }

  get issues(): readonly { readonly number: number; readonly title: string; readonly body: string }[] {
    return [...this.github.world.issues.values()]
      .filter(({ isPull }) => !isPull)
      .map(({ number, title, body }) => ({ number, title, body: body ?? '' }));
  }

  get seen(): Seen | undefined {
    return this.#clients?.seen;
  }

  async stopClients(): Promise<Seen | undefined> {
    return this.#clients?.stop();
  }

  /** What a test that ends well leaves behind nowhere: calls that GitHub does not know, and the token. */
  troubles(): readonly string[] {
    return [
      ...this.github.violations.map((one) => `${one.method} ${one.path}: ${one.trouble.join('; ')}`),
      ...this.#leaks().map((where) => `the token is in ${where}`),
    ];
  }

  async remove(): Promise<void> {
    await this.#clients?.stop();
    await this.github[Symbol.asyncDispose]();
    await this.local.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const troubles = this.troubles();
      if (troubles.length > 0) throw new Error(troubles.join('\n'));
    } finally {
      await this.remove();
    }
  }

  #hear({ stdout, stderr, outputs, summary }: ActionEnded): void {
    this.#said.push(withoutMasks(stdout), stderr, JSON.stringify(outputs), summary);
  }

  #leaks(): readonly string[] {
    const { world } = this.github;
    const records = [world.deployments, world.issues, world.comments, world.releases];
    const told = JSON.stringify(records.map((map) => [...map.values()]));
    return [
      ...(this.#said.some((text) => text.includes(SECRET)) ? ['what an action said'] : []),
      ...(told.includes(SECRET) ? ["GitHub's records"] : []),
      ...(this.git('log', '--all', '--format=%B%an%ae').includes(SECRET) ? ['a commit'] : []),
      ...filesHolding(SECRET, [this.local.workspace, this.local.stateDir]),
    ];
  }
}
