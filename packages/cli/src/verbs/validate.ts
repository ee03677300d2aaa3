import { formatDiagnostic } from '@glidepath/model';
import { validate as validateFile } from '@glidepath/verbs/validate';
import type { Context } from '../context.ts';

const INVALID = 2;

export async function validate({ terminal, json, workspace, file, environment }: Context): Promise<number> {
  const answer = await validateFile({ workspace }, { file, environment });
  const { out, note, outColours, noteColours } = terminal;
  for (const diagnostic of answer.diagnostics) note(noteColours.red(formatDiagnostic(diagnostic)));
  if (json) out(JSON.stringify(answer));
  else if (answer.valid) {
    out(`${outColours.green('✓')} ${file} is sound: ${answer.service} to ${answer.environments.join(', ')}`);
  } else {
    const count = answer.diagnostics.length;
    note(`${file} can not be used: ${count} ${count === 1 ? 'thing' : 'things'} to mend`);
  }
  return answer.valid ? 0 : INVALID;
}
