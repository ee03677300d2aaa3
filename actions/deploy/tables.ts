/**
 * Writes the tables of inputs and outputs from action.yml into the documents that hold them: `node actions/deploy/tables.ts`.
 * A test holds the documents against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const HERE = import.meta.dirname;

const Metadata = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.object({ description: z.string(), required: z.boolean(), default: z.string() }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({ using: z.string(), main: z.string() }),
});
export type Metadata = z.output<typeof Metadata>;

/** @throws Error where the file is no metadata of an action as ours are */
export function readMetadata(path: string): Metadata {
  return Metadata.parse(parse(readFileSync(path, 'utf8')));
}

export const ACTION = join(HERE, 'action.yml');
export const ROOT_ACTION = join(HERE, '../../action.yml');
/** The documents with tables. */
export const DOCUMENTS = [join(HERE, 'README.md'), join(HERE, '../../docs/reference/action.md')];

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
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  const metadata = readMetadata(ACTION);
  for (const path of DOCUMENTS) {
    writeFileSync(path, withTables(readFileSync(path, 'utf8'), metadata));
    process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  }
}
