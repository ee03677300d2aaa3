import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { AlertmanagerPart } from '../../parts/alertmanager.ts';

const silenced = z.object({ silenceID: z.string() });

/** An Alertmanager by itself, on loopback, that notifies nobody. */
export class Alertmanager {
  /** Host and port. */
  readonly address: string;
  readonly #part: AlertmanagerPart;
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-alertmanager-'));
  #running: Running | null = null;

  private constructor(part: AlertmanagerPart, port: number) {
    this.#part = part;
    this.address = `127.0.0.1:${port}`;
    writeFileSync(
      join(this.#folder, 'alertmanager.yml'),
      `route: { receiver: nobody }
receivers: [{ name: nobody }]
inhibit_rules: [{ source_matchers: [alertname = Maintenance], target_matchers: [severity = page], equal: [service] }]
`,
    );
  }

  static async start(part: AlertmanagerPart): Promise<Alertmanager> {
    const alertmanager = new Alertmanager(part, await freePort());
    await alertmanager.start();
    return alertmanager;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  async start(): Promise<void> {
    const args = [
      '--config.file=alertmanager.yml',
      '--storage.path=data',
      `--web.listen-address=${this.address}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ];
    const running = new Running(this.#part.server, args, {
      cwd: this.#folder,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    this.#running = running;
    await until('Alertmanager to be ready', async () => {
      if (!running.isRunning) throw new Error(`Alertmanager ended: ${running.stderr}`);
      return (await fetch(`${this.url}/-/ready`).catch(() => null))?.ok;
    });
  }

  /** Silences one alert by its name for an hour; gives what ends the silence. */
  async silence(alertname: string): Promise<() => Promise<void>> {
    const now = Date.now();
    const answer = await fetch(`${this.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }],
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
        createdBy: 'dana',
        comment: 'known',
      }),
    });
    if (!answer.ok) throw new Error(`Alertmanager refused the silence: ${await answer.text()}`);
    const { silenceID } = z.parse(silenced, await answer.json());
    return async () => {
      const ended = await fetch(`${this.url}/api/v2/silence/${silenceID}`, { method: 'DELETE' });
      if (!ended.ok) throw new Error(`Alertmanager keeps the silence: ${await ended.text()}`);
    };
  }

  async stop(): Promise<void> {
    this.#running?.kill('SIGTERM');
    await this.#running?.ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
