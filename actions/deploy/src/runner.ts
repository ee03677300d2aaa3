import {
  endGroup,
  error,
  getInput,
  info,
  notice,
  setOutput,
  startGroup,
  summary,
  warning,
} from '@actions/core';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/** A note beside the code or on the run's page; the place is in the workspace's file, counted from 1. */
export interface Note {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** All that the action needs of GitHub's runner. */
export interface Runner {
  readonly env: Readonly<Record<string, string | undefined>>;
  input(name: Input): string;
  output(name: Output, value: string): void;
  annotate(note: Note): void;
  /** Appends Markdown to the step's summary. */
  summarize(markdown: string): Promise<void>;
  log(line: string): void;
  /** Begins a part of the log that can be folded away, under this line. */
  startGroup(line: string): void;
  endGroup(): void;
}

export function actionsRunner(env: Runner['env']): Runner {
  return {
    env,
    input: (name) => getInput(name),
    output: (name, value) => setOutput(name, value),
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

/** Foreign text in the log must not be a command to the runner: "::name::" at a line's start, "##[name]" anywhere. */
export function inert(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll(/^(\s*):(?=:)/gm, '$1: ');
}
