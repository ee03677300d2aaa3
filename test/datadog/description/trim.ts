/**
 * Makes the descriptions here anew: `node test/datadog/description/trim.ts <folder of datadog-api-client-go>`, as
 * `go mod download -json github.com/DataDog/datadog-api-client-go/v2@<version>` names it under Dir.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { trimDescription } from '../../github/description/trim-description.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the Go module datadog-api-client-go is: trim.ts <folder>\n');
  process.exit(2);
}
const KEPT = {
  v1: { '/api/v1/monitor': ['get'] },
  v2: {
    '/api/v2/monitor/{monitor_id}/downtime_matches': ['get'],
    '/api/v2/query/timeseries': ['post'],
    '/api/v2/validate_keys': ['get'],
  },
} as const;
const document = z.record(z.string(), z.json());
const version = /@(v[\d.]+)\/?$/.exec(folder)?.[1] ?? 'unknown';
for (const [api, kept] of Object.entries(KEPT)) {
  const source = `.generator/schemas/${api}/openapi.yaml`;
  const text = readFileSync(join(folder, source), 'utf8');
  const trimmed = {
    openapi: '3.0.3',
    info: {
      title: `Datadog's API ${api}, the part that is asked`,
      version,
      license: { name: 'Apache-2.0' },
      'x-source': `Go module github.com/DataDog/datadog-api-client-go/v2@${version}, ${source}, trimmed by trim.ts`,
    },
    ...trimDescription(document.parse(parse(text, { maxAliasCount: -1 })), kept),
  };
  const target = join(import.meta.dirname, `datadog-${api}-openapi.json`);
  const style = (await resolveConfig(target)) ?? {};
  writeFileSync(target, await format(JSON.stringify(trimmed), { ...style, filepath: target }));
}
for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(folder, name), join(import.meta.dirname, name));
