import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What goes into the page whole, so that it needs nothing else. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

export async function loadAssets(): Promise<Assets> {
  const uplot = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
  const licence = await readFile(join(uplot, 'LICENSE'), 'utf8');
  const styles = [join(uplot, 'dist', 'uPlot.min.css'), here('./page.css')];
  return {
    script: `/*\n${licence}*/\n${await bundledClient()}`,
    style: (await Promise.all(styles.map((path) => readFile(path, 'utf8')))).join('\n'),
  };
}

async function bundledClient(): Promise<string> {
  const bundle = await rolldown({ input: here('../client/main.ts'), platform: 'browser' });
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
