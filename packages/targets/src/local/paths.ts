import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TargetError } from '@glidepath/conductor';
import { errorCode } from './errors.ts';
import { layoutAt, type Layout } from './layout.ts';

/** The root of what outlives a run on this host. Absolute. */
export function defaultStateDir(env: Readonly<Record<string, string | undefined>>): string {
  const own = env['GLIDEPATH_STATE_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const state = env['XDG_STATE_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  if (state !== undefined && isAbsolute(state)) return join(state, 'glidepath');
  return join(homedir(), '.local', 'state', 'glidepath');
}

/** Where one of several targets of an environment keeps what outlives a run; each has a supervisor of its own. */
export function stateDirOf(stateDir: string, target: string): string {
  return join(stateDir, 'targets', safeName('target', target));
}

/** @throws TargetError for a name that would lead elsewhere */
export function layoutOf(stateDir: string, service: string, environment: string): Layout {
  return layoutAt(
    join(stateDir, 'local', safeName('service', service), safeName('environment', environment)),
  );
}

function safeName(what: string, name: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(name)) return name;
  throw new TargetError(
    `The ${what} name ${JSON.stringify(name)} cannot name a folder. Use letters, digits, "-", "_" and ".", at most 100.`,
  );
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The real path of something in the workspace, symbolic links followed.
 * @throws TargetError where there is nothing, or where it lies outside
 */
export async function insideWorkspace(workspace: string, path: string, what: string): Promise<string> {
  const root = await realpath(workspace);
  let found: string;
  try {
    found = await realpath(resolve(root, path));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    throw new TargetError(`The ${what} ${path} is not there. Build it before the delivery starts.`);
  }
  if (!isInside(root, found)) {
    throw new TargetError(
      `The ${what} ${path} lies outside the workspace ${root}. Name a path inside the workspace.`,
    );
  }
  return found;
}
