/**
 * Writes the tables of inputs and outputs from each action.yml into the README beside it: `node build/action-tables.ts`. A
 * test holds them to it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const ROOT = join(import.meta.dirname, '..');

const Metadata = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean(), default: z.string() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.string(), main: z.string() }),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
});
export type Metadata = z.output<typeof Metadata>;

/** The actions, by their folders' names. */
export const ACTIONS = readdirSync(join(ROOT, 'actions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

/**
 * @param action null: the one at the root
 * @throws Error where it is no metadata of an action as ours are
 */
export function readMetadata(action: string | null): Metadata {
  const folder = action === null ? ROOT : join(ROOT, 'actions', action);
  return Metadata.parse(parse(readFileSync(join(folder, 'action.yml'), 'utf8')));
}

/** The document with the tables of an action. */
export function readmeOf(action: string): string {
  return join(ROOT, 'actions', action, 'README.md');
}

/**
 * The document with its tables as the metadata says, between the marks `<!-- inputs -->` and `<!-- /inputs -->`.
 * @throws Error where a mark is missing
 */
export function withTables(document: string, { inputs, outputs }: Metadata): string {
  const inputRows = Object.entries(inputs).map(([name, { description, default: otherwise }]) => [
    code(name),
    description,
    otherwise === '' ? '' : code(otherwise),
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [code(name), description]);
  const filled = between(document, 'inputs', table(['Input', 'What it is', 'Default'], inputRows));
  return between(filled, 'outputs', table(['Output', 'What it is'], outputRows));
}

function between(document: string, mark: string, text: string): string {
  const parts = document.split(new RegExp(`(?<=<!-- ${mark} -->\n)[^]*(?=<!-- /${mark} -->)`));
  if (parts.length !== 2) throw new Error(`the document lacks <!-- ${mark} --> and <!-- /${mark} -->`);
  return parts.join(`\n${text}\n\n`);
}

/** As the formatter lays tables out, so that it has nothing to change. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  for (const action of ACTIONS) {
    const path = readmeOf(action);
    writeFileSync(path, withTables(readFileSync(path, 'utf8'), readMetadata(action)));
    process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  }
}
