import type { BareRepository } from './bare-repository.ts';

/** A file that differs between two trees. */
export interface FileChange {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  /** The blob's; the old one's where the file is gone. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Without its header; null for a binary file. */
  readonly patch: string | null;
}

/** From one commit or tree to another; `from` null: to the first commit. */
export async function changesBetween(
  repository: BareRepository,
  from: string | null,
  to: string,
): Promise<readonly FileChange[]> {
  const range = from === null ? ['--root', to] : [from, to];
  const tree = ['diff-tree', '-r', '-M', '--no-commit-id'];
  const raw = (await repository.say([...tree, '-z', '--raw', '--no-abbrev', ...range])).split('\0');
  const changes: FileChange[] = [];
  for (let at = 0; raw[at]?.startsWith(':') === true;) {
    const [, , oldSha = '', newSha = '', letter = ''] = (raw[at] ?? '').split(' ');
    const isMove = /^[RC]/.test(letter);
    const first = raw[at + 1] ?? '';
    const path = isMove ? (raw[at + 2] ?? '') : first;
    at += isMove ? 3 : 2;
    const status = statusOf(letter);
    const sha = status === 'removed' ? oldSha : newSha;
    const previousPath = isMove ? first : null;
    const paths = previousPath === null ? [path] : [previousPath, path];
    changes.push({ path, previousPath, status, sha, ...(await linesOf(paths)) });
  }
  return changes;

  async function linesOf(
    paths: readonly string[],
  ): Promise<Pick<FileChange, 'additions' | 'deletions' | 'patch'>> {
    const said = await repository.say([...tree, '-p', ...range, '--', ...paths]);
    const start = said.indexOf('\n@@');
    if (start === -1)
      return { additions: 0, deletions: 0, patch: said.includes('\nBinary files ') ? null : '' };
    const patch = said.slice(start + 1).replace(/\n$/, '');
    const lines = patch.split('\n');
    return {
      additions: lines.filter((line) => line.startsWith('+')).length,
      deletions: lines.filter((line) => line.startsWith('-')).length,
      patch,
    };
  }
}

function statusOf(letter: string): FileChange['status'] {
  switch (letter.charAt(0)) {
    case 'A':
      return 'added';
    case 'D':
      return 'removed';
    case 'R':
      return 'renamed';
    case 'C':
      return 'copied';
    case 'T':
      return 'changed';
    default:
      return 'modified';
  }
}
