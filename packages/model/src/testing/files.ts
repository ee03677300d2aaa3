import { formatDiagnostic } from '../diagnostic.ts';
import { readDelivery } from '../read.ts';

/** Small delivery files for tests. */

const PRODUCTION = {
  target: '{ local: { artifact: dist, command: [node], port: 8080 } }',
  strategy: 'rolling',
  slos: '[availability]',
};

/** A whole file in which production is as given: its keys stand from line 4 on, one a line, their values from where they end. */
export function production(
  keys: Readonly<Record<string, string | null>>,
  slos = '{ availability: 99.9% }',
): string {
  const lines = Object.entries({ ...keys, ...without(PRODUCTION, Object.keys(keys)) });
  const written = lines.flatMap(([key, value]) => (value === null ? [] : [`    ${key}: ${value}`]));
  return ['service: checkout', 'environments:', '  production:', ...written, `slos: ${slos}`, ''].join('\n');
}

/** The same where the local target is as given, on line 4 from column 22. */
export function local(keys: Readonly<Record<string, string>>): string {
  const all = { artifact: 'dist', command: '[node]', port: '8080' };
  const written = Object.entries({ ...keys, ...without(all, Object.keys(keys)) }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  return production({ target: `{ local: { ${written.join(', ')} } }` });
}

function without(all: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key)));
}

/** What is told of a file; nothing of a good one. */
export function told(content: Uint8Array | string): readonly string[] {
  const result = readDelivery(content, 'f');
  return result.ok ? [] : result.diagnostics.map(formatDiagnostic);
}
