import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock, type Listener } from '@glidepath/conductor';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** What only the edge knows. */
export interface Edge {
  readonly workspace: string;
  readonly env: Surroundings['env'];
  readonly repository: Surroundings['repository'];
  /** Who runs this; null: the user of this host. */
  readonly user: string | null;
  readonly daemonFile: string;
  readonly listener: Listener;
  readonly mask: Surroundings['mask'];
  readonly stop: AbortSignal;
}

/** This process on this host. */
export function surroundingsHere(edge: Edge): Surroundings {
  return { ...edge, user: edge.user ?? userName(), clock: systemClock };
}

/**
 * The repository that a person named, with the token in the environment; null where none was named.
 * @throws UserError where the token is missing, or a value is none that can be used
 */
export async function repositoryNamed(
  repo: string | null,
  env: Surroundings['env'],
): Promise<Surroundings['repository']> {
  if (repo === null) return null;
  const token = env['GH_TOKEN'] || env['GITHUB_TOKEN'] || '';
  if (token === '') {
    throw new UserError(
      `repo is ${JSON.stringify(repo)}, and there is no token to reach it with; put one into GH_TOKEN or GITHUB_TOKEN`,
    );
  }
  return repositoryOf({ ...env, GITHUB_REPOSITORY: repo }, token);
}

/**
 * Who a person at a terminal is to GitHub: the owner of the token. Null in a workflow, where GitHub names the actor itself.
 * @throws GitHubError where GitHub can't be asked
 */
export async function userOn(
  repository: Surroundings['repository'],
  env: Surroundings['env'],
): Promise<string | null> {
  if (repository === null || env['GITHUB_ACTIONS'] === 'true') return null;
  const { createGitHub, whoAmI } = await import('@glidepath/github');
  return whoAmI(createGitHub(repository));
}

/**
 * The repository that the environment's variables name; null without a token.
 * @throws UserError where a value is none that can be used
 */
export async function repositoryOf(
  env: Surroundings['env'],
  token: string,
): Promise<Surroundings['repository']> {
  if (token.trim() === '') return null;
  const { AccessError, gitHubAccess } = await import('@glidepath/github/access');
  try {
    return gitHubAccess(env, token);
  } catch (error) {
    throw error instanceof AccessError ? new UserError(error.message) : error;
  }
}

/** The user of this host. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}

/**
 * The program that keeps the local engine's processes: the bundle beside the entry's bundle, or its source where the entry
 * runs from source.
 * @param entry the `import.meta.url` of the file that was started
 */
export function daemonFileFor(entry: string): string {
  return fileURLToPath(
    entry.endsWith('.ts')
      ? import.meta.resolve('@glidepath/targets/local/daemon')
      : new URL('./local-daemon.js', entry),
  );
}

/** SIGINT and SIGTERM as a signal to stop. `told` hears of each: the first time, and again. */
export function stopOnSignals(told: (again: boolean) => void): {
  readonly stop: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const heard = (): void => {
    const again = controller.signal.aborted;
    controller.abort();
    told(again);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return {
    stop: controller.signal,
    release() {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    },
  };
}
