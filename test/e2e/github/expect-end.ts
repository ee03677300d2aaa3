import { expect } from 'vitest';
import type { ActionEnded } from '../../harness/index.ts';

/** The exit is the truth, the outputs say the same, and no user is shown a stack. */
export function expectEnd(
  end: ActionEnded,
  code: number,
  outputs: Readonly<Record<string, unknown>> = {},
): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, signal: null, outputs });
  expect(end.stderr + end.stdout).not.toMatch(/^\s+at .*\.js:\d+/m);
}
