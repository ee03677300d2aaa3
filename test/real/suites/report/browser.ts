import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import * as z from 'zod/mini';
import type { ChromiumPart } from '../../parts/chromium.ts';
import type { FontsPart } from '../../parts/fonts.ts';
import { Connection } from './connection.ts';
import { Page, type View } from './page.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];
const PATIENCE_MS = 5000;

/** A headless Chromium with a fresh profile. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #connection: Connection;
  readonly #folder: string;

  private constructor(process: ChildProcess, connection: Connection, folder: string) {
    this.#process = process;
    this.#connection = connection;
    this.#folder = folder;
  }

  /** @param locale of its user */
  static async start(chromium: ChromiumPart, fonts: FontsPart, locale = 'en_US.UTF-8'): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 'glidepath-chromium-'));
    const fontsFile = join(folder, 'fonts.conf');
    writeFileSync(fontsFile, fontsConfig(fonts.folder, folder));
    const child = spawn(chromium.browser, [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        LANG: locale,
        TMPDIR: folder,
        LD_LIBRARY_PATH: chromium.libraries,
        FONTCONFIG_FILE: fontsFile,
      },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // Its helpers are of its group, and go with it.
      detached: true,
    });
    await once(child, 'spawn');
    const [, , , out, back] = child.stdio;
    if (!(out instanceof Writable) || !(back instanceof Readable)) throw new Error('Chromium has no pipes');
    const browser = new Browser(child, new Connection(out, back), folder);
    try {
      await browser.#connection.send('Browser.getVersion', {}, z.unknown());
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  /** Opens a file as a person with this screen does; resolves when it is drawn. */
  async open(file: string, view: View): Promise<Page> {
    const { targetId } = await this.#connection.send(
      'Target.createTarget',
      { url: 'about:blank' },
      z.object({ targetId: z.string() }),
    );
    const { sessionId } = await this.#connection.send(
      'Target.attachToTarget',
      { targetId, flatten: true },
      z.object({ sessionId: z.string() }),
    );
    const page = new Page(this.#connection, targetId, sessionId);
    await page.show(file, view);
    return page;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      const limit = setTimeout(() => {
        this.#kill();
      }, PATIENCE_MS);
      this.#connection.send('Browser.close', {}, z.unknown()).catch(() => undefined);
      await ended;
      clearTimeout(limit);
    }
    this.#kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #kill(): void {
    const { pid } = this.#process;
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left.
    }
  }
}

/** Without rules of its own fontconfig takes any of the fonts for a page's "system-ui". */
function fontsConfig(fonts: string, folder: string): string {
  const mono = '<family>DejaVu Sans Mono</family>';
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${fonts}</dir>
<cachedir>${join(folder, 'fonts')}</cachedir>
<alias binding="same"><family>monospace</family><prefer>${mono}</prefer></alias>
<alias binding="same"><family>ui-monospace</family><prefer>${mono}</prefer></alias>
<match target="pattern">
<edit name="family" mode="append_last"><string>DejaVu Sans</string></edit>
</match>
</fontconfig>
`;
}
