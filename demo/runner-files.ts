/**
 * Reads what an action wrote to GITHUB_OUTPUT: `name=value` lines, or `name<<delimiter`, lines, `delimiter`.
 * @throws Error for text that the runner would refuse
 */
export function parseOutputs(text: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name, mark, rest] = /^([^=]*?)(<<|=)(.*)$/.exec(line) ?? [];
    if (name === undefined || name === '' || rest === undefined) throw new Error(`not an output: "${line}"`);
    if (mark === '=') {
      outputs.set(name, rest);
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end < 0) throw new Error(`output ${name} has no end "${rest}"`);
    outputs.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return outputs;
}

const DETAIL_EVERY_MS = 1_000;

/** An action's log as somebody reads it who stands beside: what is inside a folded group is thinned out. */
export class RunnerLog {
  #inGroup = false;
  #lastDetail = Number.NEGATIVE_INFINITY;

  /** The line as the runner would show it; null for what it keeps to itself, and for details that come too fast. */
  shown(line: string, at: number): string | null {
    const command = /^::(\w[\w-]*)(?: [^:]*)?::(.*)$/.exec(line);
    if (command === null) return this.#isDue(at) && line.trim() !== '' ? line : null;
    const [, name = '', message = ''] = command;
    switch (name) {
      case 'group':
      case 'endgroup':
        this.#inGroup = name === 'group';
        this.#lastDetail = at;
        return this.#inGroup ? plain(message) : null;
      case 'error':
      case 'warning':
      case 'notice':
        return `${name}: ${plain(message)}`;
      default:
        return null;
    }
  }

  #isDue(at: number): boolean {
    if (!this.#inGroup) return true;
    if (at - this.#lastDetail < DETAIL_EVERY_MS) return false;
    this.#lastDetail = at;
    return true;
  }
}

/** Without the runner's escapes. */
function plain(message: string): string {
  return message.replaceAll('%0D', '').replaceAll('%0A', ' ').replaceAll('%25', '%');
}
