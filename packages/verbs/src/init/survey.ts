import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { askGit } from '../git.ts';
import { beginningOf, sourceFiles, type SourceFile } from './source-files.ts';
import { startOfDockerfile, startOfPackage, startOfProcfile, type Start } from './start-command.ts';

/** Something about the repository. `from`: where it was found; null: nowhere, it is a guess. */
export interface Found<T> {
  readonly value: T;
  readonly from: string | null;
}

export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const;
export type Manager = (typeof MANAGERS)[number];

/** What a first delivery file has to know of a repository. */
export interface Survey {
  readonly service: Found<string>;
  readonly start: Start | null;
  readonly port: Found<number>;
  /** The path that says whether the service is ready. */
  readonly health: Found<string>;
  /** Whether the source was seen to listen where PORT says; null where no source was found. */
  readonly readsPort: boolean | null;
  /** Who installs the packages, and whether a lock file fixes them; null where there is no package.json. */
  readonly packages: { readonly manager: Manager; readonly locked: boolean; readonly builds: boolean } | null;
  readonly branch: Found<string>;
}

const DEFAULT_PORT = 8080;

/** Looks at a repository; runs nothing of it. */
export async function survey(folder: string): Promise<Survey> {
  const [manifest, dockerfile, procfile, dotenv, sources] = await Promise.all([
    readManifest(folder),
    beginningOf(join(folder, 'Dockerfile')),
    beginningOf(join(folder, 'Procfile')),
    beginningOf(join(folder, '.env.example')),
    sourceFiles(folder),
  ]);
  return {
    service: await serviceName(folder, manifest.name),
    start:
      startOfPackage(manifest.start) ??
      startOfProcfile(procfile) ??
      startOfDockerfile(dockerfile) ??
      likelyStart(sources),
    port: portOf(dockerfile, dotenv, sources),
    health: healthOf(sources),
    readsPort: sources.length === 0 ? null : sources.some(({ text }) => /\bPORT\b/.test(text)),
    packages: manifest.found ? await packagesOf(folder, manifest.build !== null) : null,
    branch: await branchOf(folder),
  };
}

interface Manifest {
  readonly found: boolean;
  readonly name: string | null;
  readonly start: string | null;
  readonly build: string | null;
}

async function readManifest(folder: string): Promise<Manifest> {
  const manifest = parsed(await beginningOf(join(folder, 'package.json')));
  const scripts = field(manifest, 'scripts');
  return {
    found: manifest !== null,
    name: text(field(manifest, 'name')),
    start: text(field(scripts, 'start')),
    build: text(field(scripts, 'build')),
  };
}

async function serviceName(folder: string, packageName: string | null): Promise<Found<string>> {
  const fromPackage = asName(packageName?.replace(/^@[^/]*\//, '') ?? '');
  if (fromPackage !== null) return { value: fromPackage, from: 'package.json' };
  const remote = await askGit(folder, ['remote', 'get-url', 'origin']);
  const fromRemote = asName(/([^/:]+?)(?:\.git)?\/?$/.exec(remote ?? '')?.[1] ?? '');
  if (fromRemote !== null) return { value: fromRemote, from: "the remote's address" };
  const fromFolder = asName(basename(folder));
  return fromFolder === null
    ? { value: 'service', from: null }
    : { value: fromFolder, from: "the folder's name" };
}

/** As the delivery file wants names: a DNS label with a letter. */
function asName(text: string): string | null {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return /[a-z]/.test(name) ? name : null;
}

function likelyStart(sources: readonly SourceFile[]): Start | null {
  for (const path of [
    'server.js',
    'server.mjs',
    'app.js',
    'index.js',
    'src/server.js',
    'src/index.js',
    'main.js',
  ]) {
    if (sources.some((source) => source.path === path))
      return { command: ['node', path], from: path, shell: false };
  }
  return null;
}

/** Where the users come today, as far as it is written down. */
function portOf(
  dockerfile: string | null,
  dotenv: string | null,
  sources: readonly SourceFile[],
): Found<number> {
  const exposed = asPort(/^\s*EXPOSE\s+(\d+)/im.exec(dockerfile ?? '')?.[1]);
  if (exposed !== null) return { value: exposed, from: 'EXPOSE in the Dockerfile' };
  const set = asPort(/^\s*(?:export\s+)?PORT\s*=\s*["']?(\d+)/m.exec(dotenv ?? '')?.[1]);
  if (set !== null) return { value: set, from: 'PORT in .env.example' };
  for (const { path, text } of sources) {
    const fallback = asPort(/\bPORT\b["'`\])]*\s*(?:\|\||\?\?|,)\s*["']?(\d{2,5})\b/.exec(text)?.[1]);
    if (fallback !== null) return { value: fallback, from: path };
  }
  return { value: DEFAULT_PORT, from: null };
}

function asPort(digits: string | undefined): number | null {
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** Most telling first. */
const HEALTH_PATHS = [
  '/readyz',
  '/ready',
  '/health/ready',
  '/healthz',
  '/health',
  '/api/healthz',
  '/api/health',
  '/_health',
  '/livez',
  '/up',
  '/ping',
];

function healthOf(sources: readonly SourceFile[]): Found<string> {
  for (const path of HEALTH_PATHS) {
    const found = sources.find(({ text }) =>
      ['"', "'", '`'].some((mark) => text.includes(`${mark}${path}${mark}`)),
    );
    if (found !== undefined) return { value: path, from: found.path };
  }
  return { value: '/', from: null };
}

const LOCK_FILES: Readonly<Record<Manager, string>> = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
};

async function packagesOf(folder: string, builds: boolean): Promise<Survey['packages']> {
  for (const manager of MANAGERS) {
    if (await exists(join(folder, LOCK_FILES[manager]))) return { manager, locked: true, builds };
  }
  return { manager: 'npm', locked: false, builds };
}

async function branchOf(folder: string): Promise<Found<string>> {
  const remote = await askGit(folder, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD']);
  if (remote !== null) return { value: remote.replace(/^origin\//, ''), from: "the remote's default branch" };
  const local = await askGit(folder, ['symbolic-ref', '--short', 'HEAD']);
  return local === null
    ? { value: 'main', from: null }
    : { value: local, from: 'the branch that is checked out' };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null
    ? Object.entries(of).find(([key]) => key === name)?.[1]
    : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
