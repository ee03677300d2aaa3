import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PLACEHOLDER } from './github-files.ts';
import { repository, run } from './testing/repository.ts';

it('git gives the placeholder the id that it is known by', () => {
  const folder = repository();
  writeFileSync(join(folder, PLACEHOLDER.path), PLACEHOLDER.content);
  run(folder, 'add', PLACEHOLDER.path);
  expect(run(folder, 'write-tree')).toBe(PLACEHOLDER.tree);
});
