import { plain } from '@glidepath/report/markdown';

/** GitHub refuses a longer body of an issue, a comment, a pull request or a release; UTF-16 units. */
export const LONGEST_BODY = 65_536;

const CUT = '\n\n_The rest is left out: GitHub takes no longer text here._\n';

/** A link where the address is one of the web, else only its text. `text` is Markdown already. */
export function link(text: string, address: string): string {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return text;
  return `[${text}](<${url.href.replace(/[<>|\\]/g, encodeURIComponent)}>)`;
}

/** Somebody's name as code: GitHub sends no notice for it. */
export function quietly(name: string): string {
  return /^@?[\w.-]+(\[bot\])?(\/[\w.-]+)?$/.test(name) ? `\`${name}\`` : plain(name);
}

/** A marker that nobody sees, by which a text is found again. `what` holds no "-->". */
export function hidden(what: string): string {
  return `<!-- glidepath:${what} -->`;
}

/** Cuts a body to what GitHub takes, between two lines, and says so. A block of code is closed again. */
export function fitBody(body: string): string {
  if (body.length <= LONGEST_BODY) return body;
  const fence = '\n```';
  const room = LONGEST_BODY - CUT.length - fence.length;
  const head = body.slice(0, room + 1);
  const end = head.lastIndexOf('\n');
  const kept = (end === -1 ? head.slice(0, room) : head.slice(0, end)).replace(/[\ud800-\udbff]$/, '');
  const open = (kept.match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1;
  return `${kept}${open ? fence : ''}${CUT}`;
}
