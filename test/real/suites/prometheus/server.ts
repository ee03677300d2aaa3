import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { PrometheusPart } from '../../parts/prometheus.ts';

/** One number of an answer, with the labels that tell it from the others. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** A Prometheus on a port and in a folder of its own. */
export class PrometheusServer {
  readonly #running: Running;
  readonly #folder: string;
  readonly #port: number;

  private constructor(running: Running, folder: string, port: number) {
    this.#running = running;
    this.#folder = folder;
    this.#port = port;
  }

  /** Resolves when it answers queries. */
  static async start(part: PrometheusPart, config: string): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'glidepath-prometheus-'));
    writeFileSync(join(folder, 'prometheus.yml'), config);
    const port = await freePort();
    const args = [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ];
    const running = new Running(part.server, args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } });
    const server = new PrometheusServer(running, folder, port);
    await until('Prometheus to be ready', async () => {
      if (!running.isRunning) throw new Error(`Prometheus ended: ${running.stderr}`);
      return (await fetch(`${server.#url}/-/ready`).catch(() => null))?.ok;
    });
    return server;
  }

  /** The instant vector that a query gives now. */
  async query(promql: string): Promise<readonly Reading[]> {
    const answer = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(promql)}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Prometheus refused ${promql}: ${text}`);
    const { data } = z.parse(answerSchema, JSON.parse(text));
    return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
  }

  /** What a query gives for each release. */
  async byRelease(promql: string): Promise<Readonly<Record<string, number>>> {
    const readings = await this.query(promql);
    return Object.fromEntries(readings.map(({ labels, value }) => [labels['release'] ?? '', value]));
  }

  /** Until it has scraped everything anew. */
  async scrapesAgain(): Promise<void> {
    const now = Date.now() / 1000;
    await until('Prometheus to scrape again', async () => {
      const scrapes = await this.query('timestamp(up)');
      return scrapes.length > 0 && scrapes.every(({ value }) => value > now);
    });
  }

  async stop(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
}
