import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BareRepository } from './bare-repository.ts';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  /** Bytes; null for what is no blob. */
  readonly size: number | null;
}

/** A change of a tree: a file at a path, or none. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  /** Null takes the path away. */
  readonly sha: string | null;
}

/** The mode of a tree in a tree. */
const FOLDER = '040000';

/** @param recursive with the trees in it and all that they hold */
export async function readTree(
  repository: BareRepository,
  sha: string,
  recursive: boolean,
): Promise<readonly TreeEntry[]> {
  const said = await repository.say(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha]);
  return said
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts = '', path = ''] = line.split('\t');
      const [mode = '', type = '', entry = '', size = '-'] = facts.split(/\s+/);
      return { path, mode, type, sha: entry, size: size === '-' ? null : Number(size) };
    });
}

/** Writes the tree that comes of `base` (null: the empty tree) and the changes. */
export async function writeTree(
  repository: BareRepository,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const before = base === null ? [] : await filesOf(base);
  const lines: string[] = [];
  for (const { path, mode, sha } of changes) {
    if (sha === null || mode === FOLDER) {
      const isGone = (file: TreeEntry) => file.path === path || file.path.startsWith(`${path}/`);
      lines.push(...before.filter(isGone).map((file) => `0 ${'0'.repeat(40)}\t${file.path}`));
    }
    if (sha === null) continue;
    if (mode !== FOLDER) lines.push(`${mode} ${sha}\t${path}`);
    else lines.push(...(await filesOf(sha)).map((file) => `${file.mode} ${file.sha}\t${path}/${file.path}`));
  }
  const folder = await mkdtemp(join(tmpdir(), 'github-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    await repository.say(['read-tree', ...(base === null ? ['--empty'] : [base])], { env });
    const stdin = lines.map((line) => `${line}\0`).join('');
    await repository.say(['update-index', '-z', '--replace', '--index-info'], { env, stdin });
    return (await repository.say(['write-tree'], { env })).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function filesOf(tree: string): Promise<readonly TreeEntry[]> {
    return (await readTree(repository, tree, true)).filter(({ type }) => type !== 'tree');
  }
}

export async function writeBlob(repository: BareRepository, content: string | Buffer): Promise<string> {
  return (await repository.say(['hash-object', '-w', '--stdin'], { stdin: content })).trim();
}
