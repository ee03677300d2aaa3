/**
 * Writes what is said of the delivery file from its own schemas: schema/delivery.schema.json for editors and
 * docs/reference/delivery.md for people. `npm run schema`; `--check` writes nothing and fails where they are out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod/mini';
import { DeliveryFile } from '../packages/model/src/file/delivery-file.ts';
import { docs } from '../packages/model/src/file/scalars.ts';
import { deliveryReference } from './delivery-reference.ts';
import type { JsonSchema } from './delivery-reference.ts';

const root = join(import.meta.dirname, '..');

/** The files and what should stand in them, by path from the root. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const schema = deliverySchema();
  return new Map([
    await formatted('schema/delivery.schema.json', JSON.stringify(schema)),
    await formatted('docs/reference/delivery.md', deliveryReference(schema)),
  ]);
}

/** Draft 07, which the YAML language server knows best; of the file as it is written, short forms and all. */
export function deliverySchema(): JsonSchema {
  return {
    title: 'Glidepath delivery file',
    ...z.toJSONSchema(DeliveryFile, {
      io: 'input',
      target: 'draft-07',
      metadata: docs,
      override: ({ zodSchema, jsonSchema }) => {
        // Left out by zod where text becomes a value; ours are of the text.
        const { examples, default: otherwise } = docs.get(zodSchema) ?? {};
        if (examples !== undefined) jsonSchema.examples = examples;
        if (otherwise !== undefined) jsonSchema.default = otherwise;
      },
    }),
  };
}

async function formatted(path: string, content: string): Promise<[string, string]> {
  const filepath = join(root, path);
  return [path, await format(content, { ...(await resolveConfig(filepath)), filepath })];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  for (const [path, content] of await generated()) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    if (values.check) {
      console.error(`${path} is out of date, run npm run schema`);
      process.exitCode = 1;
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(`wrote ${path}`);
  }
}
