/**
 * The line at which an instruction begins, from 1; null where there is none like it, or more than one.
 * @param step as a builder shows it: on one line, perhaps with `[stage 2/3]` before it
 */
export function lineOfStep(dockerfile: string, step: string): number | null {
  const wanted = plain(step.replace(/^\[[^\]]*\] /, ''));
  const found = instructionsOf(dockerfile).filter(({ text }) => plain(text) === wanted);
  return found.length === 1 ? (found[0]?.line ?? null) : null;
}

interface Instruction {
  readonly line: number;
  /** Its lines as one. */
  readonly text: string;
}

function instructionsOf(dockerfile: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let open: { line: number; parts: string[] } | null = null;
  for (const [index, raw] of dockerfile.split(/\r?\n/).entries()) {
    const text = raw.trim();
    // Comments and empty lines may stand inside of an instruction.
    if (text === '' || text.startsWith('#')) continue;
    open ??= { line: index + 1, parts: [] };
    open.parts.push(text.replace(/\\$/, ''));
    if (text.endsWith('\\')) continue;
    found.push({ line: open.line, text: open.parts.join(' ') });
    open = null;
  }
  return found;
}

/** A command in brackets is shown without them. */
function plain(text: string): string {
  const [, instruction = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  return `${instruction.toUpperCase()} ${rest.replace(/["[\],]/g, ' ')}`.replace(/\s+/g, ' ').trim();
}
