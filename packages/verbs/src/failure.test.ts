import { LedgerError, TargetError } from '@glidepath/conductor';
import { expect, it } from 'vitest';
import { failureOf } from './failure.ts';
import { Cancelled, UserError } from './user-error.ts';

it.each([
  [new UserError('no'), 'input', 2, null],
  [new Cancelled('no'), 'cancelled', 4, { decision: 'aborted', reason: 'cancelled' }],
  [new LedgerError('no'), 'trouble', 1, { decision: 'failed', reason: 'ledger-unreachable' }],
  [new TargetError('no'), 'trouble', 1, { decision: 'failed', reason: 'target-failed' }],
  [new TypeError('no'), 'defect', 1, { decision: 'failed', reason: 'error' }],
] as const)('%s', (error, kind, exitCode, verdict) => {
  const failure = failureOf(error);
  expect(failure).toMatchObject({ kind, exitCode, verdict, message: 'no' });
  // Only a defect is worth a trace; it is nobody's mistake but ours.
  expect(failure.stack === null).toBe(kind !== 'defect');
});
