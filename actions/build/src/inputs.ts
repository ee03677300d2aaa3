import { readerOf, type Runner } from '@glidepath/runner';
import type { BuildOptions } from '@glidepath/verbs/build';
import { DEFAULT_FILE } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = ['file', 'build', 'tag', 'commit', 'builder', 'push', 'token'] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. The token is read where the run begins. */
export function readInputs(runner: Pick<Runner<Input>, 'input'>): BuildOptions {
  const { text, choice } = readerOf(runner);
  return {
    file: text('file') ?? DEFAULT_FILE,
    name: text('build'),
    tag: text('tag'),
    commit: text('commit'),
    builder: choice('builder', ['auto', 'buildx', 'buildah', 'podman']),
    push: choice('push', ['true', 'false']) === 'true',
  };
}
