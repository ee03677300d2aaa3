import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where people follow the demo: stdout, or stderr while stdout is for machines. */
export class Screen {
  readonly #stream: WriteStream;
  readonly #startedAt = Date.now();

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  line(text = ''): void {
    this.#stream.write(`${text}\n`);
  }

  /** A new part of the story. */
  heading(text: string): void {
    const seconds = Math.round((Date.now() - this.#startedAt) / 1_000);
    this.line(`\n${this.paint('bold', text)}  ${this.paint('dim', `${seconds} s`)}`);
  }

  /** A line of one of those who act at the same time. */
  voice(who: string, text: string): void {
    this.line(`${this.paint(who === 'clients' ? 'cyan' : 'dim', who.padStart(9))}  ${text}`);
  }

  good(text: string): void {
    this.line(this.paint('green', text));
  }

  bad(text: string): void {
    this.line(this.paint('red', text));
  }

  paint(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#stream });
  }
}
