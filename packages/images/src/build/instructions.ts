/** An instruction of a Dockerfile. */
export interface Instruction {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Its lines as one, without those of a here-document. */
  readonly text: string;
}

/** The instructions of a Dockerfile in their order: https://docs.docker.com/reference/dockerfile */
export function instructionsOf(dockerfile: string): readonly Instruction[] {
  const lines = dockerfile.split(/\r?\n/);
  const escape = escapeOf(lines);
  const found: Instruction[] = [];
  let open: { line: number; parts: string[] } | null = null;
  for (let index = 0; index < lines.length; index++) {
    const text = (lines[index] ?? '').trim();
    // Comments and empty lines may stand inside of an instruction.
    if (text === '' || text.startsWith('#')) continue;
    open ??= { line: index + 1, parts: [] };
    open.parts.push(text.endsWith(escape) ? text.slice(0, -1) : text);
    if (text.endsWith(escape)) continue;
    const instruction: Instruction = { line: open.line, text: open.parts.join(' ') };
    found.push(instruction);
    index = endOfDocuments(lines, index, instruction.text);
    open = null;
  }
  return found;
}

/** Set by a comment before the first instruction. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^#\s*(\w+)\s*=\s*(\S+)/.exec(line.trim());
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === 'escape' && directive[2] === '`') return '`';
  }
  return '\\';
}

/** The last line of the here-documents that an instruction begins; its own where it begins none. */
function endOfDocuments(lines: readonly string[], at: number, text: string): number {
  if (!/^(?:RUN|COPY|ADD)\s/i.test(text)) return at;
  let end = at;
  for (const [, dash, , word] of text.matchAll(/<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const closing = lines.findIndex(
      (line, index) => index > end && (dash === '-' ? line.replace(/^\t+/, '') : line) === word,
    );
    // A shift of bits looks like the beginning of one.
    if (closing !== -1) end = closing;
  }
  return end;
}
