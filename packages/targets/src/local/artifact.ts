import { createHash, randomBytes, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseEnv } from 'node:util';
import { TargetError } from '@glidepath/conductor';
import { digest, type Digest, type LocalTargetSpec } from '@glidepath/model';
import { inherited, INSTANCE_INHERITS } from './environment.ts';
import { errorCode } from './errors.ts';
import { releaseFolder, TEMPORARY, type Layout } from './layout.ts';
import { insideWorkspace, isInside } from './paths.ts';
import { contentFolder, writeStaged, type StagedRelease } from './release.ts';

/**
 * Copies the artifact into the state folder and names it by what will be run.
 *
 * The digest is a SHA-256 over the command, the delivery file's `env`, and each entry's path, kind, executable bit and
 * content, in the order of paths. Times, owners and other mode bits don't count, and neither does the env file: it may
 * hold secrets, and a digest is public. The copy is what is hashed, so the digest is true of what will be started.
 *
 * @throws TargetError when the artifact can't be taken as it is
 */
export async function stageArtifact(
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
): Promise<Digest> {
  const source = await insideWorkspace(workspace, spec.artifact, 'artifact');
  if (isInside(source, layout.folder)) {
    throw new TargetError(
      `The artifact ${spec.artifact} contains the state folder ${layout.folder}. Set GLIDEPATH_STATE_DIR to a folder outside of it.`,
    );
  }
  return stageContent(source, spec, workspace, layout);
}

/**
 * The same for content that lies elsewhere on this host: it is run with this environment's command and settings.
 * @throws TargetError
 */
export async function stageContent(
  source: string,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
): Promise<Digest> {
  return stage(spec, workspace, layout, async (content) => ({
    digest: await copyAndHash(source, content, spec),
    fetched: false,
  }));
}

/** What a release is called, once its content is there. */
type Named = Pick<StagedRelease, 'digest' | 'fetched'>;

/** Stages what `fill` puts into a folder that is not there yet: all of it or, where it throws, nothing. */
export async function stage(
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
  fill: (content: string) => Promise<Named>,
): Promise<Digest> {
  const rest = await besides(spec, workspace);
  await mkdir(layout.releases, { recursive: true, mode: 0o700 });
  const temporary = join(layout.releases, `${TEMPORARY}${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const named = await fill(contentFolder(temporary));
    const release = { ...named, ...rest };
    await writeStaged(temporary, release);
    const place = releaseFolder(layout, named.digest);
    // Staged before: its content stays, what the digest does not cover is brought up to date.
    if (!(await moveTo(temporary, place))) await writeStaged(place, release);
    return named.digest;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Brings up to date what the digest of a release that was fetched does not cover. */
export async function refresh(
  digestThere: Digest,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
): Promise<void> {
  const release = { digest: digestThere, fetched: true, ...(await besides(spec, workspace)) };
  await writeStaged(releaseFolder(layout, digestThere), release);
}

/** How it is run here. */
async function besides(
  spec: LocalTargetSpec,
  workspace: string,
): Promise<Omit<StagedRelease, 'digest' | 'fetched'>> {
  return {
    command: spec.command,
    env: spec.env,
    secrets: spec.envFile === null ? {} : await readEnvFile(workspace, spec.envFile),
    host: inherited(process.env, INSTANCE_INHERITS),
    health: spec.health,
  };
}

/** False when something is there already. */
async function moveTo(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function copyAndHash(source: string, target: string, spec: LocalTargetSpec): Promise<Digest> {
  const hash = createHash('sha256');
  const env = Object.entries(spec.env).toSorted(([a], [b]) => (a < b ? -1 : 1));
  record(hash, ['glidepath local release 1', spec.command, env]);
  await mkdir(target, { mode: 0o755 });
  const status = await lstat(source);
  if (status.isDirectory()) await copyFolder({ root: source, target, hash }, '');
  else await copyEntry({ root: dirname(source), target, hash }, basename(source));
  return digest(`sha256:${hash.digest('hex')}`);
}

interface Copy {
  readonly root: string;
  readonly target: string;
  readonly hash: Hash;
}

async function copyFolder(copy: Copy, path: string): Promise<void> {
  const names = await readdir(join(copy.root, path));
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) await copyEntry(copy, join(path, name));
}

async function copyEntry(copy: Copy, path: string): Promise<void> {
  const from = join(copy.root, path);
  const to = join(copy.target, path);
  const status = await lstat(from);
  if (status.isDirectory()) {
    record(copy.hash, ['folder', path]);
    await mkdir(to, { mode: 0o755 });
    await copyFolder(copy, path);
  } else if (status.isSymbolicLink()) {
    const link = await readlink(from);
    await refuseEscape(copy.root, path, link);
    record(copy.hash, ['link', path, link]);
    await symlink(link, to);
  } else if (status.isFile()) {
    const executable = (status.mode & 0o100) !== 0;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await chmod(to, executable ? 0o755 : 0o644);
    record(copy.hash, ['file', path, executable, await hashOf(to)]);
  } else {
    throw new TargetError(
      `The artifact holds ${path}, which is neither a file, a folder nor a link. Remove it from the artifact.`,
    );
  }
}

/** JSON keeps one record's parts, and one record from the next, apart. */
function record(hash: Hash, parts: readonly unknown[]): void {
  hash.update(`${JSON.stringify(parts)}\n`);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A link is copied as a link, so it has to point to something that is copied too. */
async function refuseEscape(root: string, path: string, link: string): Promise<void> {
  if (!isAbsolute(link) && (await staysInside(root, join(root, path)))) return;
  throw new TargetError(
    `The artifact's symbolic link ${path} points to ${link}, which is not in the artifact. Copy what it points to into the artifact and make the link relative, or remove the link.`,
  );
}

/** The system follows the link: what its text looks like says little where other links are on its way. */
async function staysInside(root: string, link: string): Promise<boolean> {
  try {
    return isInside(root, await realpath(link));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ELOOP') return false;
    throw error;
  }
}

async function readEnvFile(workspace: string, path: string): Promise<Record<string, string>> {
  const file = await insideWorkspace(workspace, path, 'env file');
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(await readFile(file, 'utf8')))) {
    if (value !== undefined) values[name] = value;
  }
  return values;
}
