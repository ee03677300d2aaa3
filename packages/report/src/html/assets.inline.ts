/**
 * Text that goes into the page whole. This module runs while bundles are built: each export becomes a string in them, and
 * neither the bundler nor these files are needed any more. From source it runs as it stands.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const uplot = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));

/** The page's script: the charting library and what we make of it. */
export const SCRIPT = `/*\n${read(join(uplot, 'LICENSE'))}*/\n${await clientScript()}`;

/** Later rules win over earlier ones: the library's come first. */
export const STYLE = [
  join(uplot, 'dist', 'uPlot.min.css'),
  ...['./colours.css', './page.css', './charts.css', './decisions.css'].map(here),
]
  .map(read)
  .join('\n');

async function clientScript(): Promise<string> {
  const bundle = await rolldown({ input: here('../../client/main.ts'), platform: 'browser' });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** A page knows line feeds only; other line ends would not fit the hash in its policy. */
function read(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}
