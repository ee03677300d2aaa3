import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { PrometheusPart } from '../../parts/prometheus.ts';

/** A Prometheus that can be stopped, started again on the same data, and made to stall. */
export class Prometheus {
  readonly #part: PrometheusPart;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-metrics-'));
  #running: Running | null = null;

  readonly #webConfig: string | null;

  private constructor(part: PrometheusPart, port: number, config: string, webConfig: string | null) {
    this.#part = part;
    this.#port = port;
    this.#webConfig = webConfig;
    writeFileSync(join(this.#folder, 'prometheus.yml'), config);
  }

  /** Scrapes these ports of loopback, `interval` apart. */
  static async scraping(
    part: PrometheusPart,
    ports: readonly number[],
    interval = '200ms',
    webConfig: string | null = null,
  ): Promise<Prometheus> {
    const targets = ports.map((port) => `"127.0.0.1:${port}"`).join(', ');
    const prometheus = new Prometheus(
      part,
      await freePort(),
      `global: { scrape_interval: ${interval}, scrape_timeout: ${interval} }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: [${targets}] }] }]
`,
      webConfig,
    );
    await prometheus.start();
    return prometheus;
  }

  /** The same behind the certificates and passwords of a file of its own. */
  static async behindLogin(
    part: PrometheusPart,
    ports: readonly number[],
    webConfig: string,
  ): Promise<Prometheus> {
    return Prometheus.scraping(part, ports, '200ms', webConfig);
  }

  get url(): string {
    return `${this.#webConfig === null ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const args = [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${this.#port}`,
      '--log.level=error',
      ...(this.#webConfig === null ? [] : [`--web.config.file=${this.#webConfig}`]),
    ];
    const env = { PATH: process.env['PATH'] ?? '' };
    const running = new Running(this.#part.server, args, { cwd: this.#folder, env });
    this.#running = running;
    await until('Prometheus to be ready', async () => {
      if (!running.isRunning) throw new Error(`Prometheus ended: ${running.stderr}`);
      // Whoever asks for a certificate has at least begun to listen.
      if (this.#webConfig !== null) return await listens(this.#port);
      return (await fetch(`${this.url}/-/ready`).catch(() => null))?.ok;
    });
  }

  /** It neither answers nor hangs up. */
  stall(): void {
    this.#running?.kill('SIGSTOP');
  }

  resume(): void {
    this.#running?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.resume();
    this.#running?.kill('SIGTERM');
    await this.#running?.ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Until every target has been scraped anew, well or in vain. The first scrape comes after some seconds. */
  async scrapesAgain(): Promise<void> {
    const since = Date.now() / 1000;
    await until('Prometheus to scrape again', async () => (await this.#oldestScrape()) > since);
  }

  /** In seconds; -Infinity where nothing was scraped or nobody answers. */
  async #oldestScrape(): Promise<number> {
    const body = new URLSearchParams({ query: 'min(timestamp(up))' });
    const answer = await fetch(`${this.url}/api/v1/query`, { method: 'POST', body }).catch(() => null);
    const value = /"value":\[[^,]+,"([^"]+)"\]/.exec((await answer?.text()) ?? '')?.[1];
    return value === undefined ? -Infinity : Number(value);
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
