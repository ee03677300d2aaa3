import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What one process of a release has counted since it began. */
export interface Counted {
  readonly version: string;
  readonly good: number;
  readonly bad: number;
  /** Of all of them, those that took longer than 300 ms. */
  readonly slow: number;
}

/** A process that exposes counters as a client library does: what was never counted has no series. */
export class Exporter {
  /** Null: it is gone, and a scrape fails. */
  counted: Counted | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((_, response) => {
      if (this.counted === null) response.writeHead(500).end();
      else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(textOf(this.counted));
    });
  }

  static async start(): Promise<Exporter> {
    const exporter = new Exporter();
    exporter.#server.listen(0, '127.0.0.1');
    await once(exporter.#server, 'listening');
    return exporter;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the exporter does not listen');
    return address.port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function textOf({ version, good, bad, slow }: Counted): string {
  const all = good + bad;
  const within = all - slow;
  const lines = [
    '# TYPE requests_total counter',
    ...(good > 0 ? [`requests_total{version="${version}",code="200"} ${good}`] : []),
    ...(bad > 0 ? [`requests_total{version="${version}",code="500"} ${bad}`] : []),
    '# TYPE duration_seconds histogram',
    `duration_seconds_bucket{version="${version}",le="0.1"} ${Math.floor(within / 2)}`,
    `duration_seconds_bucket{version="${version}",le="0.3"} ${within}`,
    `duration_seconds_bucket{version="${version}",le="+Inf"} ${all}`,
    `duration_seconds_sum{version="${version}"} ${all / 10}`,
    `duration_seconds_count{version="${version}"} ${all}`,
  ];
  return `${lines.join('\n')}\n`;
}
