import { expect, it } from 'vitest';
import { followsFailure } from './followed-run.ts';

it.each([
  [{ workflow_run: { conclusion: 'failure' } }, true],
  [{ workflow_run: { conclusion: 'cancelled' } }, true],
  [{ workflow_run: { conclusion: 'success' } }, false],
  [{ workflow_run: { conclusion: 'skipped' } }, false],
  [{ workflow_run: { conclusion: null } }, false],
  [{ schedule: '7 * * * *' }, false],
  [{}, false],
])('%j: %s', (payload, expected) => {
  expect(followsFailure(payload)).toBe(expected);
});
