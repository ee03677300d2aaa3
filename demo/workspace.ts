import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deliveryFile } from './delivery-file.ts';
import { Trouble } from './trouble.ts';
import type { Behaviour } from './releases.ts';

const run = promisify(execFile);

/** A service repository of its own in a temporary folder, with all that a delivery leaves behind. Paths are absolute. */
export interface Workspace {
  readonly root: string;
  /** The checkout. */
  readonly repository: string;
  /** GLIDEPATH_STATE_DIR. */
  readonly state: string;
  /** Files that the runner hands to an action. */
  readonly runner: string;
  /** Where the service is reached. */
  readonly port: number;
}

/** @throws Trouble where git is missing */
export async function createWorkspace(): Promise<Workspace> {
  await checkGit();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'glidepath-demo-')));
  const workspace: Workspace = {
    root,
    repository: join(root, 'shop'),
    state: join(root, 'state'),
    runner: join(root, 'runner'),
    port: await freePort(),
  };
  const app = join(workspace.repository, 'app');
  const github = join(workspace.repository, '.github');
  for (const folder of [app, github, workspace.state, workspace.runner])
    await mkdir(folder, { recursive: true });
  await cp(join(import.meta.dirname, 'app', 'server.mts'), join(app, 'server.mts'));
  await writeFile(join(github, 'delivery.yml'), deliveryFile(workspace.port));
  await writeFile(join(workspace.repository, '.gitignore'), 'out/\n');
  await git(workspace, 'init', '--quiet', '--initial-branch=main');
  return workspace;
}

/** Commits a release to the service's repository and leaves it checked out. Returns the commit. */
export async function commitRelease(workspace: Workspace, behaviour: Behaviour): Promise<string> {
  const file = join(workspace.repository, 'app', 'release.json');
  await writeFile(file, `${JSON.stringify(behaviour, null, 2)}\n`);
  await git(workspace, 'add', '--all');
  // The machine may have no identity, and must not be asked for a signature.
  const identity = [
    '-c',
    'user.name=Demo',
    '-c',
    'user.email=demo@shop.invalid',
    '-c',
    'commit.gpgSign=false',
  ];
  await git(
    workspace,
    ...identity,
    'commit',
    '--quiet',
    '--no-verify',
    '--message',
    `Release ${behaviour.name}`,
  );
  return git(workspace, 'rev-parse', 'HEAD');
}

async function git(workspace: Workspace, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: workspace.repository });
  return stdout.trim();
}

async function checkGit(): Promise<void> {
  try {
    await run('git', ['--version']);
  } catch {
    throw new Trouble(
      'git was not found. The demo keeps its ledger in a git repository: install git and run it again.',
    );
  }
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => {
      if (address === null || typeof address === 'string') reject(new Error('the system gave no port'));
      else resolve(address.port);
    });
  });
  return promise;
}
