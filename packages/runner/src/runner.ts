import type { PullRequest } from './pull-request.ts';

/** A note beside the code or on the run's page; the place is in the workspace's file, counted from 1. */
export interface Note {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** All that an action needs of GitHub's runner. `Input` and `Output` are the names that its action.yml has. */
export interface Runner<Input extends string = string, Output extends string = string> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the workflow gave; '' for nothing. */
  input(name: Input): string;
  output(name: Output, value: string): void;
  /** The pull request that the workflow runs for; null where it runs for something else. */
  pullRequest(): Promise<PullRequest | null>;
  /** Whether the workflow was started because another run has ended otherwise than well. */
  followsFailure(): Promise<boolean>;
  /** Keeps a secret out of the log from here on. */
  mask(secret: string): void;
  annotate(note: Note): void;
  /** Appends Markdown to the step's summary. */
  summarize(markdown: string): Promise<void>;
  log(line: string): void;
  /** Begins a part of the log that can be folded away, under this line. */
  startGroup(line: string): void;
  endGroup(): void;
}
