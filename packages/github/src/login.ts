import * as z from 'zod/mini';
import { read } from './answers.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './faults.ts';

/**
 * The login of the token's person; null for a token that is nobody's, such as a workflow's own.
 * @throws GitHubError where GitHub can't be asked
 */
export async function whoAmI(github: GitHub): Promise<string | null> {
  try {
    return (await read(github, z.object({ login: z.string() }), 'GET /user')).login;
  } catch (error) {
    if (error instanceof GitHubError && (error.fault === 'forbidden' || error.fault === 'not-found'))
      return null;
    throw error;
  }
}
