import { expect, it } from 'vitest';
import { contextOf } from './context.ts';
import { reportFailure } from './report-failure.ts';

function reported(
  error: unknown,
  env: Readonly<Record<string, string>>,
): { stderr: string; exitCode: number } {
  let stderr = '';
  const outside = {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    env,
    cwd: '/',
    entry: import.meta.url,
  };
  const context = contextOf({ directory: '.', file: 'd.yml', color: false }, outside);
  return { exitCode: reportFailure(error, context, 'status', env), stderr };
}

it('calls a defect a defect, and shows where only to those who ask', () => {
  const defect = new TypeError('x is not a function');
  const told = reported(defect, {});
  expect(told.exitCode).toBe(1);
  expect(told.stderr).toMatch(
    /^glidepath: x is not a function\nthis is a defect in glidepath; .*GLIDEPATH_DEBUG=1.*\n$/,
  );
  expect(reported(defect, { GLIDEPATH_DEBUG: '1' }).stderr).toMatch(/^\s+at /m);
});

it('lets no text steer the terminal', () => {
  expect(reported(new Error('red \u001b[31malert\u0007'), {}).stderr).toContain('glidepath: red alert\n');
});
