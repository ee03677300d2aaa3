import { instructionsOf } from './instructions.ts';

/**
 * The line at which an instruction begins, from 1; null where there is none like it, or more than one.
 * @param step as a builder shows it: on one line, perhaps with `[stage 2/3]` before it
 */
export function lineOfStep(dockerfile: string, step: string): number | null {
  const wanted = plain(step.replace(/^\[[^\]]*\] /, ''));
  const found = instructionsOf(dockerfile).filter(({ text }) => plain(text) === wanted);
  return found.length === 1 ? (found[0]?.line ?? null) : null;
}

/** A command in brackets is shown without them. */
function plain(text: string): string {
  const [, instruction = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  return `${instruction.toUpperCase()} ${rest.replace(/["[\],]/g, ' ')}`.replace(/\s+/g, ' ').trim();
}
