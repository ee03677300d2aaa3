import { LedgerError } from '@glidepath/conductor';
import type { Entry } from '@glidepath/conductor';
import { GitHubError, type GitHub } from '@glidepath/github';
import { readEntry } from './entry.ts';
import { GitHubGit } from './github-git.ts';
import { mendsOn } from './github-mends.ts';
import { placeOf, type Place } from './ref.ts';

/** The newest entry of one environment, before it is read. */
export interface EnvironmentHead {
  readonly environment: string;
  /** The entry's id. */
  readonly sha: string;
  /** Reads it: one call. @throws LedgerError */
  entry(): Promise<Entry>;
}

/**
 * The ledgers of all environments of a service in one call. Refs that cannot be ledgers are left out.
 * @throws LedgerError
 */
export async function headsOf(github: GitHub, service: string): Promise<readonly EnvironmentHead[]> {
  const git = new GitHubGit(github);
  const prefix = placeOf(service, 'any').ref.replace(/any$/, '');
  const tips = await telling(github, prefix, () => git.refs(prefix));
  return tips.flatMap(({ ref, id, type }) => {
    const place = placeNamed(service, ref.slice(prefix.length));
    if (place === null || type !== 'commit') return [];
    const read = async () => readEntry(await git.commit(id), place, mendsOn(github));
    return [{ environment: place.environment, sha: id, entry: () => telling(github, ref, read) }];
  });
}

function placeNamed(service: string, environment: string): Place | null {
  try {
    return placeOf(service, environment);
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}

async function telling<T>({ owner, repo }: GitHub, ref: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    throw new LedgerError(`The ledger ${ref} cannot be read in ${owner}/${repo}: ${error.message}`, {
      cause: error,
    });
  }
}
