/**
 * Writes each verb's help into docs/reference/cli.md: `node packages/cli/reference.ts`. A test holds the document against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram } from './src/program.ts';

export const DOCUMENT = join(import.meta.dirname, '../../docs/reference/cli.md');

const MARKS = /(?<=<!-- verbs -->\n)[^]*(?=<!-- \/verbs -->)/;

/**
 * The document with the help of all verbs between its marks.
 * @throws Error where the marks are missing
 */
export function withHelp(document: string): string {
  if (!MARKS.test(document)) throw new Error('the document lacks <!-- verbs --> and <!-- /verbs -->');
  return document.replace(MARKS, () => `\n${sections().join('\n\n')}\n\n`);
}

function sections(): readonly string[] {
  let help = '';
  const program = buildProgram(async () => {}, {
    stdout: { write: (text) => (help += text) },
    stderr: { write: (text) => (help += text) },
  });
  return program.commands.map((command) => {
    help = '';
    command.outputHelp();
    // What all verbs take is told once.
    const own = help.replace(/Global Options:\n(?: .*\n)+\n/, '').trimEnd();
    return `### ${command.name()}\n\n\`\`\`text\n${own}\n\`\`\``;
  });
}

if (import.meta.main) {
  writeFileSync(DOCUMENT, withHelp(readFileSync(DOCUMENT, 'utf8')));
  process.stdout.write('wrote docs/reference/cli.md\n');
}
