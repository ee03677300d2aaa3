import { clip, oneLine } from '../foreign-text.ts';

const LONGEST = 1_000;

/**
 * Foreign text for a sentence or a table's cell in GitHub's Markdown: on one line, with nothing left that could be read as
 * markup, HTML, a mention or a link. Long text is cut.
 */
export function plain(text: string): string {
  return clip(oneLine(text), LONGEST)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#|~!$^]/g, String.raw`\$&`)
    .replace(/@/g, '@<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}<!-- -->.`);
}

/** A name as code where it is plain enough for that, else as escaped text. */
export function code(text: string): string {
  return /^[\w.:/+-]{1,200}$/.test(text) ? `\`${text}\`` : plain(text);
}

/** A table; the cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
