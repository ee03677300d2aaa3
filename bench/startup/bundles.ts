import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseSync } from 'rolldown/utils';

/**
 * Bytes of a bundle's entry and of everything that is loaded before the action begins its work: what the entry imports,
 * on demand too, for it is no more than a door, and what those import in turn, without what they load on demand.
 */
export async function loadedBytes(entry: string): Promise<number> {
  const seen = new Map<string, number>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    const source = await readFile(file, 'utf8');
    seen.set(file, Buffer.byteLength(source));
    const { atOnce, onDemand } = importsOf(source);
    const folder = dirname(file);
    waiting.push(...[...atOnce, ...(file === entry ? onDemand : [])].map((path) => join(folder, path)));
  }
  return sum([...seen.values()]);
}

/** Relative modules that `source` imports. */
export function importsOf(source: string): {
  readonly atOnce: readonly string[];
  readonly onDemand: readonly string[];
} {
  const { staticImports, staticExports, dynamicImports } = parseSync('bundle.js', source).module;
  return {
    atOnce: [
      ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ].filter(isRelative),
    onDemand: dynamicImports
      .map(({ moduleRequest: { start, end } }) => source.slice(start, end).replaceAll(/^["'`]|["'`]$/g, ''))
      .filter(isRelative),
  };
}

function isRelative(path: string): boolean {
  return path.startsWith('./') || path.startsWith('../');
}

/**
 * Bytes of every script below `folder`: entries, chunks, and the programs that they start; and of the libraries of engines
 * and sources, which are in chunks of their own and loaded by what names them.
 */
export async function allBytes(folder: string): Promise<{ readonly own: number; readonly sdks: number }> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const scripts = files.filter((file) => file.isFile() && file.name.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async ({ parentPath, name }) => ({
      isSdk: name.startsWith('sdk-'),
      bytes: (await stat(join(parentPath, name))).size,
    })),
  );
  const of = (isSdk: boolean): number =>
    sum(sizes.filter((size) => size.isSdk === isSdk).map(({ bytes }) => bytes));
  return { own: of(false), sdks: of(true) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
