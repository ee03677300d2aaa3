/** Every input, as action.yml names it. */
export const INPUTS = [
  'environment',
  'file',
  'artifact',
  'release',
  'commit',
  'override',
  'report',
  'record',
] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs {
  readonly environment: string | null;
  readonly file: string;
  readonly artifact: string | null;
  readonly release: string | null;
  readonly commit: string | null;
  readonly override: string | null;
  readonly report: string | null;
  readonly record: string | null;
}

export function readInputs(input: (name: Input) => string): Inputs {
  const given = (name: Input): string | null => input(name) || null;
  return {
    environment: given('environment'),
    file: given('file') ?? '.github/delivery.yml',
    artifact: given('artifact'),
    release: given('release'),
    commit: given('commit'),
    override: given('override'),
    report: given('report'),
    record: given('record'),
  };
}
