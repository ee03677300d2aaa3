import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT_CODES } from '@glidepath/conductor';
import type { DeployAnswer } from '@glidepath/verbs/deploy';
import { prepare } from '@glidepath/verbs/prepare';
import { writeReport } from '@glidepath/verbs/report-files';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';

export interface DeployFlags {
  readonly artifact?: string;
  readonly release?: string;
  readonly commit?: string;
  readonly override?: string;
  readonly report?: string;
}

export async function deploy(context: Context, flags: DeployFlags): Promise<number> {
  const { terminal, json, workspace, file, environment, env } = context;
  const report = flags.report === undefined ? null : resolve(workspace, flags.report);
  if (report !== null) await checkReportPlace(report);
  const prepared = await prepare(
    { workspace, env },
    {
      file,
      environment,
      artifact: flags.artifact ?? null,
      release: flags.release ?? null,
      commit: flags.commit ?? null,
      override: flags.override ?? null,
    },
  );
  // The conductor and the adapters: only a delivery that can begin needs them.
  const [{ deploy: deployRelease }, { formatResult, toJson }] = await Promise.all([
    import('@glidepath/verbs/deploy'),
    import('@glidepath/report'),
  ]);
  const answer = await context.conducting((surroundings) => deployRelease(surroundings, prepared));
  if (report !== null) await tryReport(context, report, answer);
  terminal.out(json ? toJson(answer.result) : formatResult(answer.result, terminal.outColours));
  return EXIT_CODES[answer.result.decision];
}

/** @throws UserError before the delivery starts, which is when it can still be mended */
async function checkReportPlace(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there !== null && !there.isFile()) {
    throw new UserError(
      `--report is ${JSON.stringify(path)}, which is no file, name a file such as report.html`,
    );
  }
}

/** What became of the release stands, report or not. */
async function tryReport({ terminal }: Context, path: string, answer: DeployAnswer): Promise<void> {
  try {
    await writeReport(path, answer);
    terminal.note(`report: ${path}`);
  } catch (error) {
    terminal.note(
      `the report could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
