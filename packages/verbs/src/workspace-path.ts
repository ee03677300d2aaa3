import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether `path` is `folder` or lies in it. Both absolute; links are not followed here. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path as a user gives it, absolute or not, as one relative to the workspace, with / between folders. */
export function fromWorkspace(workspace: string, path: string): string {
  return isAbsolute(path) ? relative(workspace, resolve(path)).split(sep).join('/') : path;
}
