/**
 * Writes docs/reference/workflows.md from the reusable workflows: `node build/workflow-reference.ts`. A test holds it to them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { code, table } from './action-tables.ts';

const ROOT = join(import.meta.dirname, '..');
export const DOCUMENT = join(ROOT, 'docs/reference/workflows.md');

/** In the order in which a reader meets them. */
export const WORKFLOWS = ['deliver', 'build', 'deploy', 'promote', 'rollback', 'recover', 'plan'] as const;

const Described = z.string().check(z.minLength(10), z.regex(/[.?]$/));

const Called = z.strictObject({
  inputs: z.record(
    z.string(),
    z.union([
      z.strictObject({ description: Described, type: z.literal('string'), required: z.literal(true) }),
      z.strictObject({ description: Described, type: z.literal('string'), default: z.string() }),
      z.strictObject({ description: Described, type: z.literal('boolean'), default: z.boolean() }),
      z.strictObject({ description: Described, type: z.literal('number'), default: z.number() }),
    ]),
  ),
  secrets: z.optional(
    z.record(z.string(), z.strictObject({ description: Described, required: z.literal(false) })),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: Described, value: z.string() })),
});

const Workflow = z.object({ name: z.string(), on: z.strictObject({ workflow_call: Called }) });

export type Workflow = z.output<typeof Called> & { readonly name: string; readonly about: string };

/** @throws Error where it is no reusable workflow as ours are: all that is in it described, and on.workflow_call alone */
export function readWorkflow(name: string): Workflow {
  const text = readFileSync(join(ROOT, `.github/workflows/${name}.yml`), 'utf8');
  const read = Workflow.parse(parse(text));
  return { name: read.name, about: leadingComment(text), ...read.on.workflow_call };
}

function leadingComment(text: string): string {
  const lines = text.split('\n');
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  return comment.map((line) => line.slice(2)).join('\n');
}

/** The document. */
export function workflowReference(): string {
  return `${[INTRODUCTION, ...WORKFLOWS.flatMap((name) => section(name, readWorkflow(name)))].join('\n\n')}\n`;
}

const INTRODUCTION = `# The reusable workflows

<!-- Written by build/workflow-reference.ts from .github/workflows: edit those, then \`node build/workflow-reference.ts\`. -->

A service repository calls them; [workflows/](../../workflows) holds the callers to copy. [How to set it up](../how-to/github-workflows.md).

\`\`\`yaml
jobs:
  deliver:
    permissions: { contents: write, deployments: write }
    uses: glidepath/glidepath/.github/workflows/deliver.yml@v1
    with: { build-command: npm ci && npm run build, artifact-path: dist }
\`\`\``;

function section(file: string, { about, inputs, secrets, outputs }: Workflow): readonly string[] {
  const secretRows = Object.entries(secrets ?? {}).map(([name, { description }]) => [
    code(name),
    description,
  ]);
  return [
    `## \`${file}.yml\``,
    about,
    table(
      ['Input', 'What it is', 'Kind', 'Default'],
      Object.entries(inputs).map(([name, input]) => [
        code(name),
        input.description,
        input.type,
        'default' in input ? otherwise(input.default) : 'required',
      ]),
    ),
    ...(secretRows.length === 0 ? [] : [table(['Secret', 'What it is'], secretRows)]),
    table(
      ['Output', 'What it is'],
      Object.entries(outputs).map(([name, { description }]) => [code(name), description]),
    ),
  ];
}

function otherwise(value: string | number | boolean): string {
  return value === '' ? '' : code(String(value));
}

if (import.meta.main) {
  writeFileSync(DOCUMENT, workflowReference());
  process.stdout.write(`wrote ${relative(process.cwd(), DOCUMENT)}\n`);
}
