import { formatDiagnostic, readAskedFlags, type AskedFlag } from '@glidepath/model';
import { UserError } from '../user-error.ts';

/**
 * The flags that a user asks for, from one text of YAML or several.
 * @param name what the user calls the text: an input of an action, or a flag of the command line
 * @throws UserError with everything that is wrong with the first text that can't be read, at its line and column
 */
export function askedFlags(name: string, texts: readonly string[]): readonly AskedFlag[] {
  const flags: AskedFlag[] = [];
  for (const [index, text] of texts.entries()) {
    const read = readAskedFlags(text, name, flags);
    if (!read.ok) {
      const which = texts.length === 1 ? name : `${name} number ${index + 1}`;
      throw new UserError(
        read.diagnostics.map((one) => formatDiagnostic({ ...one, file: which })).join('\n'),
      );
    }
    flags.push(...read.flags);
  }
  return flags;
}
