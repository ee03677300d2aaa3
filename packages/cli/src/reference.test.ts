import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOCUMENT, withHelp } from '../reference.ts';

it('docs/reference/cli.md has the help as it is (mend with: node packages/cli/reference.ts)', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  expect(withHelp(document)).toBe(document);
});
