import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../build/bundle.ts';

const committed = join(import.meta.dirname, '../../dist');

it('dist/ is what the sources give', { timeout: 120_000 }, async () => {
  const fresh = mkdtempSync(join(tmpdir(), 'glidepath-dist-'));
  try {
    await bundle(fresh);
    expect(filesIn(committed)).toEqual(filesIn(fresh));
    for (const file of filesIn(fresh)) {
      const same = readFileSync(join(fresh, file)).equals(readFileSync(join(committed, file)));
      expect(same, `dist/${file} is not what "npm run build" makes: run it and commit dist/`).toBe(true);
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
