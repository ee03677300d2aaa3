import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Running, type Ended } from './process.ts';

/** The bundles that ship; GLIDEPATH_TEST_DIST names the folder of a trial build instead. */
const DIST = process.env['GLIDEPATH_TEST_DIST'] ?? join(import.meta.dirname, '../../dist');

export interface ActionEnded extends Ended {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** An action's bundle under way, started as the runner starts it. */
export interface ActionRun {
  readonly running: Running;
  readonly ended: Promise<ActionEnded>;
}

/** Starts `dist/<name>.js` with inputs as INPUT_* and fresh GITHUB_* files. */
export function startAction(
  name: string,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): ActionRun {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-runner-'));
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const running = new Running(process.execPath, [join(DIST, `${name}.js`)], {
    cwd: workspace,
    env: {
      ...base(),
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_ACTOR: 'dana',
      RUNNER_TRACKING_ID: 'github_test',
      ...files,
      ...Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]),
      ),
      ...env,
    },
  });
  const ended = running.ended.then((end) => {
    const outputs = parseOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
    const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
    rmSync(folder, { recursive: true, force: true });
    return { ...end, outputs, summary };
  });
  return { running, ended };
}

/** Starts `glidepath` as it ships. */
export function startCli(
  workspace: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  return new Running(process.execPath, [join(DIST, 'cli.js'), ...args], {
    cwd: workspace,
    env: { ...base(), ...env },
  });
}

function base(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };
}

/** The runner's file commands: `name=value` and `name<<DELIMITER`. */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const block = /^([^=<]+)<<(.+)$/.exec(line);
    if (block?.[1] !== undefined && block[2] !== undefined) {
      const end = lines.indexOf(block[2], i + 1);
      outputs[block[1]] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (line.includes('=')) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return outputs;
}
