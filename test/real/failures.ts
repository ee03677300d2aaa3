import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as z from 'zod/mini';

/** The part of vitest's JSON report that tells what failed. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** A line for each test of a suite that failed, with the first line of why; some CI shows only the end of a log. */
export function failuresIn(report: string, checkout: string): readonly string[] {
  if (!existsSync(report)) return ['nothing was told of it'];
  const told: unknown = JSON.parse(readFileSync(report, 'utf8'));
  return z.parse(Report, told).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(checkout, name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map((one) => `${file}: ${one.fullName}: ${firstLine(one.failureMessages[0] ?? '')}`);
  });
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 400);
}
