import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forAct, GLIDEPATH, REF } from './rewrites.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const OWN_ACTIONS = join(import.meta.dirname, 'actions');
/** All of this repository that a workflow run needs: what GitHub would unpack beside the rest. */
const PARTS = ['.github/actions', 'actions/*/action.yml', 'action.yml', 'package.json'];
/** The bundles that ship; GLIDEPATH_TEST_DIST names the folder of a trial build instead. */
const DIST = process.env['GLIDEPATH_TEST_DIST'] ?? join(CHECKOUT, 'dist');
const USES = /uses: ([\w.-]+\/[\w.-]+)(?:\/\S*)?@([0-9a-f]{40})/g;

/** Copies this repository as act can read it. */
export function copyGlidepath(folder: string): void {
  for (const path of globSync(PARTS, { cwd: CHECKOUT })) {
    cpSync(join(CHECKOUT, path), join(folder, path), { recursive: true });
  }
  cpSync(DIST, join(folder, 'dist'), { recursive: true });
  for (const path of globSync('.github/workflows/*.yml', { cwd: CHECKOUT })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), forAct(readFileSync(join(CHECKOUT, path), 'utf8')));
  }
}

/**
 * What act is to take for each action: ours from the copy, GitHub's own for artifacts from this folder. Others are only there to be
 * skipped. Checking out is what act does itself.
 */
export function localRepositories(copy: string): readonly string[] {
  const texts = globSync('.github/{workflows/*.yml,actions/*/action.yml}', { cwd: copy }).map((path) =>
    readFileSync(join(copy, path), 'utf8'),
  );
  const pinned = new Map<string, string>();
  for (const [, repository = '', sha = ''] of texts.join('\n').matchAll(USES))
    pinned.set(`${repository}@${sha}`, repository);
  return [
    `${GLIDEPATH}@${REF}=${copy}`,
    ...[...pinned]
      .filter(([, repository]) => repository !== 'actions/checkout')
      .map(([place, repository]) => `${place}=${join(OWN_ACTIONS, folderFor(repository))}`),
  ];
}

function folderFor(repository: string): string {
  switch (repository) {
    case 'actions/upload-artifact':
      return 'upload-artifact';
    case 'actions/download-artifact':
      return 'download-artifact';
    default:
      return 'not-here';
  }
}
