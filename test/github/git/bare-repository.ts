import { mkdir } from 'node:fs/promises';
import { git } from './git.ts';
import type { GitOptions } from './git.ts';

export interface Ref {
  /** `refs/heads/main` */
  readonly name: string;
  readonly sha: string;
  readonly type: string;
}

/** Git knows it everywhere, GitHub only where somebody has stored it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const NOTHING = '0'.repeat(40);

/** A bare repository on disk: what it can do with names, objects and refs. The sha of all things is git's own. */
export class BareRepository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes an empty one. An existing one is taken as it is. */
  static async at(path: string, branch: string): Promise<BareRepository> {
    await mkdir(path, { recursive: true });
    const repository = new BareRepository(path);
    const known = await git(path, ['rev-parse', '--is-bare-repository']);
    if (known.stdout.toString().trim() !== 'true') {
      await repository.say(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
    }
    return repository;
  }

  /** What git says. @throws Error with git's words where it refuses */
  async say(args: readonly string[], options: GitOptions = {}): Promise<string> {
    const run = await git(this.path, args, options);
    if (!run.ok) throw new Error(`git ${args.join(' ')} in ${this.path}: ${run.stderr.trim()}`);
    return run.stdout.toString();
  }

  async bytes(sha: string): Promise<Buffer> {
    const run = await git(this.path, ['cat-file', 'blob', sha]);
    if (!run.ok) throw new Error(`${sha} in ${this.path} is no blob: ${run.stderr.trim()}`);
    return run.stdout;
  }

  /** `commit`, `tree`, `blob` or `tag`; null for no object of that name. */
  async typeOf(sha: string): Promise<string | null> {
    if (!/^[0-9a-f]{40}$/.test(sha) || (sha === EMPTY_TREE && !(await this.#isStored(sha)))) return null;
    const run = await git(this.path, ['cat-file', '-t', sha]);
    return run.ok ? run.stdout.toString().trim() : null;
  }

  async #isStored(sha: string): Promise<boolean> {
    return (await this.say(['cat-file', '--batch-all-objects', '--batch-check'])).includes(`${sha} `);
  }

  /** The object of a name: a branch, a tag, a whole ref or (the beginning of) a sha. */
  async resolve(name: string, type: 'commit' | 'tree' = 'commit'): Promise<string | null> {
    // GitHub knows names, not git's whole language of revisions.
    if (name === '' || /[~^:?*[\\\s]|@\{|\.\./.test(name)) return null;
    for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
      const run = await git(this.path, [
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${candidate}^{${type}}`,
      ]);
      if (run.ok) return run.stdout.toString().trim();
    }
    return null;
  }

  /** The ref of exactly this name. */
  async ref(name: string): Promise<Ref | null> {
    return (await this.refs(name)).find((ref) => ref.name === name) ?? null;
  }

  /** All refs whose name begins like this, by name. */
  async refs(prefix: string): Promise<readonly Ref[]> {
    const said = await this.say(['for-each-ref', '--format=%(refname)%00%(objectname)%00%(objecttype)']);
    return said
      .split('\n')
      .map((line) => line.split('\0'))
      .filter(([name = '']) => name !== '' && name.startsWith(prefix))
      .map(([name = '', sha = '', type = '']) => ({ name, sha, type }));
  }

  /** Whether git would take it as the name of a ref. */
  async isRefName(name: string): Promise<boolean> {
    return (await git(this.path, ['check-ref-format', name])).ok;
  }

  /** Points a ref to `sha` if it is still at `old` (null: not there). Says whether it did. */
  async swap(name: string, sha: string, old: string | null): Promise<boolean> {
    return (await git(this.path, ['update-ref', '--no-deref', name, sha, old ?? NOTHING])).ok;
  }

  async remove(name: string): Promise<void> {
    await this.say(['update-ref', '-d', name]);
  }

  async isAncestor(ancestor: string, of: string): Promise<boolean> {
    return (await git(this.path, ['merge-base', '--is-ancestor', ancestor, of])).ok;
  }

  async mergeBase(one: string, other: string): Promise<string | null> {
    const run = await git(this.path, ['merge-base', one, other]);
    return run.ok ? run.stdout.toString().trim() : null;
  }

  /** The branch that HEAD names. */
  async defaultBranch(): Promise<string> {
    return (await this.say(['symbolic-ref', '--short', 'HEAD'])).trim();
  }
}
