/**
 * Run by the runner's Node as it is, without a bundle: it needs nothing but Node. A script in a step could do the same, but
 * what it hands to the steps behind it could not be checked as well.
 */
import { appendFileSync } from 'node:fs';
import { readVariables } from './variables.ts';

const read = readVariables(process.env['INPUT_VARIABLES'] ?? '');
if (read.ok) {
  // Masks first: nothing that follows can be said aloud then.
  for (const [, value] of read.variables) process.stdout.write(`::add-mask::${escaped(value)}\n`);
  const lines = read.variables.map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(process.env['GITHUB_ENV'] ?? '', lines.join(''));
} else {
  process.stdout.write(`::error title=Secret variables::${escaped(read.why)}\n`);
  process.exitCode = 2;
}

/** As the runner reads the text of its commands. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
