import type { Release } from '@glidepath/model';
import type { GitHubGit } from './github-git.ts';
import { remarkOnFiles } from './signing.ts';

/** What an entry shows as the files of its release, and why where they are not. */
export interface Files {
  readonly tree: string;
  readonly remark: string;
}

/**
 * Stands where there are no files: GitHub makes no empty tree, and takes the id of one only where a repository has it.
 * https://github.com/r-lib/gert/issues/149
 */
export const PLACEHOLDER = {
  path: 'NO-FILES.txt',
  content: 'The files of this release are not recorded here. The entry says why.\n',
  /** Git names it by its content. */
  tree: '89865b3dad67c52e6b65f945f4e440343bb4e9fa',
};
const EMPTY = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The trees of releases, each asked for once. */
export class ReleaseFiles {
  readonly #git: GitHubGit;
  /** By commit; null where the repository does not have it. */
  readonly #trees = new Map<string, string | null>();
  /** Commits whose files this token may not write. */
  readonly #withheld = new Set<string>();
  #placeholder: string | null = null;

  constructor(git: GitHubGit) {
    this.#git = git;
  }

  /** An entry that was read shows the files of its release: one call less. */
  learn(release: Release | null, tree: string): void {
    const commit = release?.commit ?? null;
    if (commit !== null && tree !== PLACEHOLDER.tree && tree !== EMPTY) this.#trees.set(commit, tree);
  }

  async of(release: Release | null): Promise<Files> {
    if (release === null) return this.#none('');
    const { commit } = release;
    if (commit === null) return this.#none(remarkOnFiles(release));
    if (this.#withheld.has(commit)) return this.withhold(release);
    const known = this.#trees.get(commit);
    const tree = known === undefined ? await this.#git.treeOf(commit) : known;
    this.#trees.set(commit, tree);
    return tree === null ? this.#none(remarkOnFiles(release)) : { tree, remark: '' };
  }

  /** Leaves the files out, now and later. */
  async withhold(release: Release): Promise<Files> {
    if (release.commit !== null) this.#withheld.add(release.commit);
    return this.#none(
      `No files here: GitHub does not let this token write workflow files as ${release.name} has them.`,
    );
  }

  async #none(remark: string): Promise<Files> {
    this.#placeholder ??= await this.#git.addTree(PLACEHOLDER.path, PLACEHOLDER.content);
    return { tree: this.#placeholder, remark };
  }
}
