import { isNode, isSeq } from 'yaml';
import * as z from 'zod/mini';
import type { Diagnostic } from '../diagnostic.ts';
import { faulty, parsed } from '../fault.ts';
import { written } from '../file/scalars.ts';
import { decode } from '../source/decode.ts';
import { placeAll } from '../source/place.ts';
import { readYamlDocuments } from '../source/yaml.ts';
import type { Yaml } from '../source/yaml.ts';
import { quote } from '../text/quote.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { contentOf } from './part.ts';
import type { Part } from './part.ts';

/** The documents of a file, of which only the heads are read. */

const KINDS = [
  'SLO',
  'SLI',
  'DataSource',
  'AlertPolicy',
  'AlertCondition',
  'AlertNotificationTarget',
  'Service',
] as const;

export interface OpenSloDocument extends Part {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
}

const VERSION = 'openslo/v1';
export const ApiVersion = written(
  (text) =>
    text === VERSION
      ? parsed(text)
      : faulty(`is ${quote(text)}`, 'other versions are not read', `write ${VERSION}`),
  `write ${VERSION}`,
);
/** Names and notes change nothing that is measured. */
export const Metadata = z.looseObject(
  {
    name: written(
      (text) => (text.trim() === '' ? faulty('is empty', null, 'write a name') : parsed(text)),
      'write a name',
    ),
  },
  { error: 'write for example metadata: { name: checkout-availability }' },
);
const Head = z.looseObject(
  { apiVersion: ApiVersion, kind: z.enum(KINDS), metadata: Metadata },
  { error: 'write apiVersion, kind, metadata and spec' },
);

/** A file holds documents one after another, each one object or a list of them. */
export function documentsIn(file: string, content: Uint8Array | string): Outcome<readonly OpenSloDocument[]> {
  const { text, source } = decode(content);
  const yaml = source.ok ? readYamlDocuments(text, 'a file of OpenSLO') : source;
  if (!yaml.ok) return { ok: false, diagnostics: placeAll(file, text, yaml.faults) };
  const documents: OpenSloDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { root, value } of yaml.value.flatMap(objectsIn)) {
    const part: Part = { title: 'document', file, text, root, document: value, path: [] };
    const head = contentOf(part, Head);
    if (head.ok) {
      const { kind, metadata } = head.value;
      documents.push({ ...part, title: kind, kind, name: metadata.name });
    } else diagnostics.push(...head.diagnostics);
  }
  return diagnostics.length === 0 ? outcome(documents) : { ok: false, diagnostics };
}

function objectsIn(yaml: Yaml): readonly Yaml[] {
  const { root, value } = yaml;
  if (!isSeq(root) || !Array.isArray(value)) return [yaml];
  const values: readonly unknown[] = value;
  return root.items.flatMap((item, index) => (isNode(item) ? [{ root: item, value: values[index] }] : []));
}
