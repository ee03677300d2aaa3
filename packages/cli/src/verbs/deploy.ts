import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT_CODES } from '@glidepath/conductor';
import { prepare } from '@glidepath/verbs/prepare';
import { writeReport } from '@glidepath/verbs/report-files';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';

export interface DeployFlags {
  readonly artifact?: string;
  readonly from?: string;
  readonly digest?: string;
  readonly image?: string;
  readonly release?: string;
  readonly commit?: string;
  readonly override?: string;
  readonly report?: string;
  readonly record?: string;
}

export async function deploy(context: Context, flags: DeployFlags): Promise<number> {
  const { terminal, json, workspace, file, environment, env } = context;
  const report = flags.report === undefined ? null : resolve(workspace, flags.report);
  if (report !== null) await checkPlace('--report', report, 'report.html');
  const record = flags.record === undefined ? null : resolve(workspace, flags.record);
  if (record !== null) await checkPlace('--record', record, 'run.csv');
  const prepared = await prepare(
    { workspace, env },
    {
      file,
      environment,
      artifact: flags.artifact ?? null,
      release: flags.release ?? null,
      commit: flags.commit ?? null,
      override: flags.override ?? null,
      digest: flags.digest ?? null,
      image: flags.image ?? null,
      from: flags.from ?? null,
    },
  );
  // The conductor and the adapters: only a delivery that can begin needs them.
  const [{ deploy: deployRelease }, { formatResult, toJson }] = await Promise.all([
    import('@glidepath/verbs/deploy'),
    import('@glidepath/report'),
  ]);
  const recorder = record === null ? null : new (await import('@glidepath/verbs/record')).Recorder();
  const answer = await context.conducting((surroundings) =>
    deployRelease(recorder === null ? surroundings : recorder.listening(surroundings), prepared),
  );
  if (report !== null) await attempt(context, 'report', report, () => writeReport(report, answer));
  if (recorder !== null && record !== null) {
    await attempt(context, 'recording', record, () => recorder.write(record, prepared, answer.result));
  }
  terminal.out(json ? toJson(answer.result) : formatResult(answer.result, terminal.outColours));
  return EXIT_CODES[answer.result.decision];
}

/** @throws UserError before the delivery starts, which is when it can still be mended */
async function checkPlace(flag: string, path: string, example: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there !== null && !there.isFile()) {
    throw new UserError(
      `${flag} is ${JSON.stringify(path)}, which is no file, name a file such as ${example}`,
    );
  }
}

/** What became of the release stands, whether or not it could be written down. */
async function attempt(
  { terminal }: Context,
  what: string,
  path: string,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
    terminal.note(`${what}: ${path}`);
  } catch (error) {
    terminal.note(
      `the ${what} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
