/**
 * Makes github-openapi.json anew: `node test/github/description/trim.ts <folder of @octokit/openapi>`.
 * Install that package outside of the checkout; it is large.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod/mini';
import { KEPT } from './operations.ts';
import { trimDescription } from './trim-description.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the npm package @octokit/openapi is: trim.ts <folder>\n');
  process.exit(2);
}
const json = z.json();
const document = z.record(z.string(), json);
const read = (file: string) => document.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
const source = z
  .object({ name: z.string(), version: z.string(), license: z.string() })
  .parse(read('package.json'));

const trimmed = {
  openapi: '3.0.3',
  info: {
    title: "GitHub's REST API, the part that is emulated",
    version: source.version,
    license: { name: source.license },
    'x-source': `npm ${source.name}@${source.version}, generated/api.github.com.json, trimmed by trim.ts`,
  },
  ...trimDescription(read('generated/api.github.com.json'), KEPT),
};
const target = join(import.meta.dirname, 'github-openapi.json');
const style = (await resolveConfig(target)) ?? {};
writeFileSync(target, await format(JSON.stringify(trimmed), { ...style, filepath: target }));
