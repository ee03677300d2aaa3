import { instant, type Instant } from '@glidepath/model';
import { askGit } from './git.ts';

/**
 * Who changed a file of a git checkout last, by the last commit that touched it. Null where nobody knows: it is in no
 * checkout, was changed since, or the history that is here begins after that commit.
 */
export async function lastChangeOf(
  folder: string,
  file: string,
): Promise<{ readonly at: Instant; readonly by: string | null } | null> {
  // A file's name is no pattern, whatever is in it.
  const only = ['--', `:(literal)${file}`];
  const [log, open] = await Promise.all([
    askGit(folder, ['log', '-1', '--format=%ct%x00%P%x00%an', ...only]),
    askGit(folder, ['status', '--porcelain', ...only]),
  ]);
  const [seconds, parents, author = ''] = log?.split('\0') ?? [];
  if (open !== null || seconds === undefined || !/^\d{1,12}$/.test(seconds)) return null;
  // The oldest commit of a shallow clone seems to have made everything that was there before.
  if (parents === '' && (await askGit(folder, ['rev-parse', '--is-shallow-repository'])) !== 'false')
    return null;
  return { at: instant(Number(seconds) * 1000), by: author === '' ? null : author };
}
