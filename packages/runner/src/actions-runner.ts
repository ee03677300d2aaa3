import {
  endGroup,
  error,
  getInput,
  info,
  notice,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning,
} from '@actions/core';
import { inert } from './inert.ts';
import type { Runner } from './runner.ts';

/** The runner that this process was started by. */
export function actionsRunner(env: Runner['env']): Runner {
  return {
    env,
    input: (name) => getInput(name),
    output: (name, value) => setOutput(name, value),
    // The event's file is read when the module is.
    followsFailure: async () => (await import('./followed-run.ts')).followsFailureHere(),
    pullRequest: async () => (await import('./pull-request.ts')).pullRequestHere(),
    mask: (secret) => setSecret(secret),
    annotate({ level, title, message, place }) {
      const where = place && { file: place.file, startLine: place.line, startColumn: place.column };
      WRITERS[level](message, { title, ...where });
    },
    async summarize(markdown) {
      // Outside of a workflow there is no summary to write to.
      if (env['GITHUB_STEP_SUMMARY']) await summary.addRaw(markdown, true).write();
    },
    log: (line) => info(inert(line)),
    startGroup: (line) => startGroup(inert(line)),
    endGroup: () => endGroup(),
  };
}

const WRITERS = { error, warning, notice } as const;
