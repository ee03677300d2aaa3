import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';

const APP = join(import.meta.dirname, 'flagged-app.ts');

export interface FlaggedShopSettings {
  /** Without `/api`. */
  readonly unleashUrl: string;
  /** A token for SDKs. */
  readonly clientToken: string;
  readonly flag: string;
  /** What the label `variation` says of each side. */
  readonly names: { readonly on: string; readonly off: string };
}

/** An application in a process of its own that asks Unleash which users have its flag. */
export class FlaggedShop {
  readonly port: number;
  readonly #running: Running;
  readonly #folder: string;

  private constructor(port: number, running: Running, folder: string) {
    this.port = port;
    this.#running = running;
    this.#folder = folder;
  }

  static async start({ unleashUrl, clientToken, flag, names }: FlaggedShopSettings): Promise<FlaggedShop> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'glidepath-shop-'));
    const env = {
      PATH: dirname(process.execPath),
      PORT: String(port),
      FLAG: flag,
      NAME_ON: names.on,
      NAME_OFF: names.off,
      UNLEASH_URL: `${unleashUrl}/api`,
      UNLEASH_TOKEN: clientToken,
      BACKUP: folder,
    };
    const running = new Running(process.execPath, [APP], { cwd: '/', env });
    const shop = new FlaggedShop(port, running, folder);
    try {
      await until('the shop to be ready', async () => {
        if (!running.isRunning) throw new Error(`the shop ended: ${running.stderr}`);
        return (await fetch(`${shop.url}/healthz`).catch(() => null))?.ok;
      });
    } catch (error) {
      await shop.remove();
      throw error;
    }
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Until its SDK knows that the flag is off, or has that percentage. */
  async hears(of: 'off' | number): Promise<void> {
    const what = String(of);
    await until(
      `the shop to hear of ${what}`,
      async () => (await (await fetch(`${this.url}/heard`)).text()) === what,
    );
  }

  /** From now on that share of the requests of the side `on` fails; 0: none. */
  async failOn(rate: number): Promise<void> {
    const answer = await fetch(`${this.url}/faults?rate=${rate}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
  }

  async remove(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
