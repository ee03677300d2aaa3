import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Result } from '@glidepath/conductor';
import { DELIVERED, RESULT, type Delivered } from './delivered.ts';
import { ENVIRONMENT } from './delivery-file.ts';
import { parseOutputs, RunnerLog } from './runner-files.ts';
import { Trouble } from './trouble.ts';
import type { Workspace } from './workspace.ts';

export const BUNDLE = join(import.meta.dirname, '..', 'dist', 'deploy.js');

/** How one run of the action ended, as a workflow would see it. */
export interface ActionRun {
  readonly exitCode: number | null;
  readonly outputs: ReadonlyMap<string, string>;
  /** The output `result`. */
  readonly result: Result;
  readonly delivered: Delivered;
}

export interface ActionOrder {
  readonly workspace: Workspace;
  readonly release: string;
  readonly commit: string;
  /** A line for people. */
  readonly onLine: (line: string) => void;
  /** Aborts as a cancelled workflow does: SIGINT first. */
  readonly signal: AbortSignal;
}

/** @throws Trouble where nobody has built it */
export async function checkBundle(): Promise<void> {
  try {
    await access(BUNDLE);
  } catch {
    throw new Trouble(
      'dist/deploy.js is missing: the demo runs the shipped action. Build it with npm run build',
    );
  }
}

/**
 * Runs the shipped action as GitHub's runner runs it: a process of its own, inputs in the environment, outputs in files.
 * @throws Trouble when it leaves no result
 */
export async function runAction(order: ActionOrder): Promise<ActionRun> {
  const files = await runnerFiles(order.workspace, order.release);
  const child = spawn(process.execPath, [BUNDLE], {
    cwd: order.workspace.repository,
    env: environmentOf(order, files),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: at Ctrl-C it hears from the demo, once, and not from the terminal too.
    detached: true,
  });
  const log = new RunnerLog();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      const shown = log.shown(line, Date.now());
      if (shown !== null) order.onLine(shown);
    });
  }
  const cancel = (): void => {
    child.kill('SIGINT');
  };
  order.signal.addEventListener('abort', cancel);
  if (order.signal.aborted) cancel();
  await once(child, 'close');
  order.signal.removeEventListener('abort', cancel);
  const outputs = parseOutputs(await readFile(files.output, 'utf8'));
  return {
    exitCode: child.exitCode,
    outputs,
    result: parsed(RESULT, outputs.get('result') ?? '', `the output result of ${order.release}`),
    delivered: parsed(DELIVERED, await contentOf(files.data), files.data),
  };
}

interface RunnerFiles {
  readonly temp: string;
  readonly output: string;
  readonly summary: string;
  readonly report: string;
  readonly data: string;
}

async function runnerFiles(workspace: Workspace, release: string): Promise<RunnerFiles> {
  const temp = join(workspace.runner, release);
  await mkdir(temp, { recursive: true });
  const reports = join(workspace.repository, 'out');
  await mkdir(reports, { recursive: true });
  const files: RunnerFiles = {
    temp,
    output: join(temp, 'output'),
    summary: join(temp, 'summary.md'),
    report: join(reports, `${release}.html`),
    data: join(reports, `${release}.json`),
  };
  await writeFile(files.output, '');
  await writeFile(files.summary, '');
  return files;
}

/** Nothing of the demo's own surroundings but what programs need: in CI those are another workflow's. */
function environmentOf({ workspace, release, commit }: ActionOrder, files: RunnerFiles): NodeJS.ProcessEnv {
  const { PATH = '', HOME, LANG, TMPDIR } = process.env;
  const given = Object.entries({ HOME, LANG, TMPDIR }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    // The service is started with this Node too.
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace.repository,
    GITHUB_REPOSITORY: 'demo/shop',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: commit,
    GITHUB_ACTOR: 'demo',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_WORKFLOW: 'deliver',
    GITHUB_JOB: 'deliver',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: files.temp,
    GLIDEPATH_STATE_DIR: workspace.state,
    INPUT_ENVIRONMENT: ENVIRONMENT,
    INPUT_RELEASE: release,
    INPUT_REPORT: files.report,
  };
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new Trouble(`the action did not write ${path}`);
  }
}

function parsed<T>(
  schema: {
    safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } };
  },
  text: string,
  what: string,
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Trouble(`${what} is not JSON: ${text.slice(0, 200) || 'it is empty'}`);
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Trouble(`${what} is not as it should be: ${read.error.message}`);
  return read.data;
}
