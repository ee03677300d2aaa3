import { resolve } from 'node:path';
import { UserError } from '@glidepath/verbs/user-error';
import { isInside } from '@glidepath/verbs/workspace-path';
import type { Runner } from './runner.ts';

/**
 * Where the report or the recording goes, absolute; null where none is wanted.
 * @throws UserError where that is neither in the workspace nor in the runner's temporary folder
 */
export function reportPlace(
  given: string | null,
  workspace: string,
  env: Runner['env'],
  input: 'report' | 'record' = 'report',
): string | null {
  if (given === null) return null;
  const path = resolve(workspace, given);
  const allowed = [workspace, env['RUNNER_TEMP'] || workspace];
  if (allowed.some((folder) => path !== resolve(folder) && isInside(resolve(folder), path))) return path;
  throw new UserError(
    `${input} is ${JSON.stringify(given)}, which is no file in the workspace or the runner's temporary folder, write for example ${EXAMPLES[input]}`,
  );
}

const EXAMPLES = { report: 'report.html', record: 'run.csv' } as const;
