import type { PullRequest } from '../pull-request.ts';
import type { Note, Runner } from '../runner.ts';

/** A runner in memory. */
export class FakeRunner<Input extends string, Output extends string> implements Runner<Input, Output> {
  readonly outputs = new Map<Output, string>();
  readonly notes: Note[] = [];
  readonly lines: string[] = [];
  readonly masked: string[] = [];
  summary = '';
  pull: PullRequest | null = null;
  failureBefore = false;
  readonly env: Runner['env'];
  readonly #inputs: Readonly<Partial<Record<Input, string>>>;

  constructor(env: Runner['env'], inputs: Readonly<Partial<Record<Input, string>>>) {
    this.env = env;
    this.#inputs = inputs;
  }

  input(name: Input): string {
    return this.#inputs[name] ?? '';
  }

  output(name: Output, value: string): void {
    this.outputs.set(name, value);
  }

  async pullRequest(): Promise<PullRequest | null> {
    return this.pull;
  }

  async followsFailure(): Promise<boolean> {
    return this.failureBefore;
  }

  mask(secret: string): void {
    this.masked.push(secret);
  }

  annotate(note: Note): void {
    this.notes.push(note);
  }

  async summarize(markdown: string): Promise<void> {
    this.summary += markdown;
  }

  log(line: string): void {
    this.lines.push(line);
  }

  startGroup(line: string): void {
    this.lines.push(`> ${line}`);
  }

  endGroup(): void {
    this.lines.push('<');
  }
}
