import { resolve } from 'node:path';
import { UserError } from '@glidepath/verbs/user-error';
import { isInside } from '@glidepath/verbs/workspace-path';
import type { Runner } from './runner.ts';

/**
 * Where the report goes, absolute; null where none is wanted.
 * @throws UserError where that is neither in the workspace nor in the runner's temporary folder
 */
export function reportPlace(report: string | null, workspace: string, env: Runner['env']): string | null {
  if (report === null) return null;
  const path = resolve(workspace, report);
  const allowed = [workspace, env['RUNNER_TEMP'] || workspace];
  if (allowed.some((folder) => path !== resolve(folder) && isInside(resolve(folder), path))) return path;
  throw new UserError(
    `report is ${JSON.stringify(report)}, which is no file in the workspace or the runner's temporary folder, write for example report.html`,
  );
}
