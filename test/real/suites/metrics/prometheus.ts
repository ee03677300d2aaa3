import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { PrometheusPart } from '../../parts/prometheus.ts';

export interface PrometheusOptions {
  /** Between two scrapes, and between two evaluations of the rules. */
  readonly interval?: string;
  /** The file with certificates and passwords that it asks for. */
  readonly webConfig?: string;
  /** YAML of a file of rules. */
  readonly rules?: string;
  /** Where alerts are sent: host and port. */
  readonly alertmanager?: string;
  readonly nativeHistograms?: boolean;
}

/** A Prometheus that can be stopped, started again on the same data, and made to stall. */
export class Prometheus {
  readonly #part: PrometheusPart;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-metrics-'));
  #running: Running | null = null;

  readonly #targets: number;
  readonly #options: PrometheusOptions;

  private constructor(part: PrometheusPart, port: number, targets: number, options: PrometheusOptions) {
    this.#targets = targets;
    this.#part = part;
    this.#port = port;
    this.#options = options;
  }

  /** Scrapes these ports of loopback. */
  static async scraping(
    part: PrometheusPart,
    ports: readonly number[],
    options: PrometheusOptions = {},
  ): Promise<Prometheus> {
    const prometheus = new Prometheus(part, await freePort(), ports.length, options);
    const { interval = '200ms', rules = null, alertmanager = null } = options;
    const targets = ports.map((port) => `"127.0.0.1:${port}"`).join(', ');
    prometheus.#write(
      'prometheus.yml',
      `global: { scrape_interval: ${interval}, scrape_timeout: ${interval}, evaluation_interval: ${interval} }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: [${targets}] }] }]
${rules === null ? '' : 'rule_files: [rules.yml]'}
${alertmanager === null ? '' : `alerting: { alertmanagers: [{ static_configs: [{ targets: ["${alertmanager}"] }] }] }`}
`,
    );
    if (rules !== null) prometheus.#write('rules.yml', rules);
    await prometheus.start();
    return prometheus;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `${this.#options.webConfig === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const { webConfig, nativeHistograms = false } = this.#options;
    const args = [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${this.#port}`,
      '--log.level=error',
      ...(webConfig === undefined ? [] : [`--web.config.file=${webConfig}`]),
      ...(nativeHistograms ? ['--enable-feature=native-histograms'] : []),
    ];
    const env = { PATH: process.env['PATH'] ?? '' };
    const running = new Running(this.#part.server, args, { cwd: this.#folder, env });
    this.#running = running;
    await until('Prometheus to be ready', async () => {
      if (!running.isRunning) throw new Error(`Prometheus ended: ${running.stderr}`);
      // Whoever asks for a certificate has at least begun to listen.
      if (webConfig !== undefined) return await listens(this.#port);
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

  /** Until every target has been scraped anew. The first scrape comes after some seconds. */
  async scrapesAgain(limitMs?: number): Promise<void> {
    const since = Date.now() / 1000;
    await until(
      'Prometheus to scrape again',
      async () => (await this.#oldestScrape('up == 1')) > since,
      limitMs,
    );
  }

  /** Until every target has been scraped anew, well or in vain. Twice: one scrape was under way. */
  async triesAgain(): Promise<void> {
    for (const _ of ['under way', 'anew']) {
      const since = Date.now() / 1000;
      await until('Prometheus to try again', async () => (await this.#oldestScrape('up')) > since);
    }
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  /** In seconds; -Infinity where one was never scraped or nobody answers. */
  async #oldestScrape(which: 'up' | 'up == 1'): Promise<number> {
    const query = `min(timestamp(up) and (${which})) and on () (count(${which}) == ${this.#targets})`;
    const body = new URLSearchParams({ query });
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
