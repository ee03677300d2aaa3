import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routesOf } from './areas/index.ts';
import { BareRepository } from './git/bare-repository.ts';
import { Budget } from './server/budget.ts';
import { CallLog } from './server/calls.ts';
import type { Call } from './server/calls.ts';
import { Contract } from './server/contract.ts';
import { control } from './server/control.ts';
import { Faults } from './server/faults.ts';
import { listen } from './server/listener.ts';
import { Pipeline } from './server/pipeline.ts';
import type { Violation } from './server/pipeline.ts';
import { serveGit } from './server/smart-http.ts';
import { Tokens } from './server/tokens.ts';
import type { TokenSettings } from './server/tokens.ts';
import { Setup } from './world/setup.ts';
import { World } from './world/world.ts';

export interface GitHubOptions {
  /** `acme/checkout` unless told. */
  readonly repository?: string;
  /** The bare repository's folder, made where there is none. Otherwise one that goes away with the server. */
  readonly git?: string;
  /** The default branch of a new repository: `main` unless told. */
  readonly branch?: string;
  /** Who may call. Otherwise one token, `TOKEN`, that may do all. */
  readonly tokens?: Readonly<Record<string, TokenSettings>>;
  /** Requests an hour that really run out. Otherwise they are only counted. */
  readonly budget?: number;
  /** A free one unless told. */
  readonly port?: number;
}

/** An emulated GitHub with one repository. */
export interface GitHub extends AsyncDisposable {
  /** Both the API's and the pages', without a slash at the end. */
  readonly url: string;
  readonly repository: { readonly owner: string; readonly repo: string };
  /** The bare repository's folder. */
  readonly git: string;
  /** The first token. */
  readonly token: string;
  /** The state itself, to look at. */
  readonly world: World;
  /** Sets what the API cannot. */
  readonly setup: Setup;
  readonly tokens: Tokens;
  readonly faults: Faults;
  /** What did not fit GitHub's description. A test that ends well has none. */
  readonly violations: readonly Violation[];
  calls(): readonly Call[];
  countByRoute(): Readonly<Record<string, number>>;
  /** Forgets the calls so far. */
  clearCalls(): void;
  /** All that is served, as `METHOD route`. */
  routes(): readonly string[];
  /** What the runner sets for an action that is to meet this server. */
  env(): Record<string, string>;
}

/** Git asks with `.git` and without. */
const CLONE = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** The token that may do all where none is given. */
export const TOKEN = 'ghs_emulated';

/** Starts GitHub on loopback. Ends with `await using`. A new repository gets a first commit. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const { repository = 'acme/checkout', branch = 'main', tokens: settings = { [TOKEN]: {} } } = options;
  const temporary = options.git === undefined ? await mkdtemp(join(tmpdir(), 'github-')) : null;
  const git = await BareRepository.at(options.git ?? join(temporary ?? '', 'repository.git'), branch);
  const contract = await Contract.load();

  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  const url = `http://127.0.0.1:${address.port}`;

  const world = new World(repository, git, url);
  const setup = new Setup(world);
  if ((await git.refs('refs/heads/')).length === 0) {
    await setup.commit({ files: { 'README.md': `# ${world.repo}\n` }, message: 'Begin' });
  }
  const budget = new Budget(options.budget ?? null);
  const [tokens, faults, calls] = [new Tokens(settings), new Faults(), new CallLog()];
  const routes = routesOf(world, budget);
  const pipeline = new Pipeline({ contract, tokens, budget, routes, repository });
  const { violations } = pipeline;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const target = new URL(request.url ?? '/', url);
    const clone = CLONE.exec(target.pathname);
    if (target.pathname.startsWith('/_control/')) {
      void control({ world, setup, faults, calls, tokens, violations }, request, response);
    } else if (clone?.[1] === repository) {
      const caller = tokens.caller(request.headers.authorization);
      if (caller === null) response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      else serveGit(git.path, caller, new URL(`${clone[2] ?? '/'}${target.search}`, url), request, response);
    } else {
      // A caller that gave up has cut the connection; there is nobody left to tell.
      listen({ pipeline, faults, calls }, request, response).catch(() => response.destroy());
    }
  });

  return {
    url,
    repository: { owner: world.owner, repo: world.repo },
    git: git.path,
    token: Object.keys(settings)[0] ?? '',
    world,
    setup,
    tokens,
    faults,
    violations,
    calls: () => calls.all(),
    countByRoute: () => calls.countByRoute(),
    clearCalls: () => calls.clear(),
    routes: () =>
      contract.operations().map(({ operation, route }) => `${operation.method.toUpperCase()} ${route}`),
    env: () => ({ GITHUB_API_URL: url, GITHUB_SERVER_URL: url, GITHUB_REPOSITORY: repository }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      if (temporary !== null) await rm(temporary, { recursive: true, force: true });
    },
  };
}
