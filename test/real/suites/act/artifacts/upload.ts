import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { artifactClient, input } from './library.ts';

const path = input('path');
const isFolder = statSync(path).isDirectory();
const files = isFolder ? filesIn(path) : [path];
if (files.length === 0) throw new Error(`there is no file in ${path}`);

const client = await artifactClient();
const { id } = await client.uploadArtifact(input('name'), files, isFolder ? path : dirname(path));
appendFileSync(process.env['GITHUB_OUTPUT'] ?? '', `artifact-id=${id}\n`);

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
