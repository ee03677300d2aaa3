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
  /** By how much its clock is ahead, in ms: samples carry its time. Null: they carry none, and get the server's. */
  skewMs: number | null = null;
  readonly #group: string;
  readonly #server: Server;

  private constructor(group: string, form: Exposition) {
    this.#group = group;
    this.#server = createServer((_, response) => {
      const { counted, skewMs } = this;
      if (counted === null) response.writeHead(500).end();
      else {
        const at = skewMs === null ? null : Date.now() + skewMs;
        response
          .writeHead(200, { 'content-type': form.contentType })
          .end(form.write(this.#group, counted, at));
      }
    });
  }

  /** @param group the value of a label that tells one test's exporters from another's */
  static async start(group = 'shop', form = TEXT): Promise<Exporter> {
    const exporter = new Exporter(group, form);
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

/** A form in which counters are exposed. */
export interface Exposition {
  readonly contentType: string;
  /** @param at the time that the samples carry, in ms since 1970; null: none */
  write(group: string, counted: Counted, at: number | null): string | Uint8Array;
}

export const TEXT: Exposition = {
  contentType: 'text/plain; version=0.0.4',
  write(group, { version, good, bad, slow }, at) {
    const all = good + bad;
    const within = all - slow;
    const labels = `group="${group}",version="${version}"`;
    const time = at === null ? '' : ` ${at}`;
    const lines = [
      '# TYPE requests_total counter',
      ...(good > 0 ? [`requests_total{${labels},code="200"} ${good}${time}`] : []),
      ...(bad > 0 ? [`requests_total{${labels},code="500"} ${bad}${time}`] : []),
      '# TYPE duration_seconds histogram',
      `duration_seconds_bucket{${labels},le="0.1"} ${Math.floor(within / 2)}${time}`,
      `duration_seconds_bucket{${labels},le="0.3"} ${within}${time}`,
      `duration_seconds_bucket{${labels},le="+Inf"} ${all}${time}`,
      `duration_seconds_sum{${labels}} ${all / 10}${time}`,
      `duration_seconds_count{${labels}} ${all}${time}`,
    ];
    return `${lines.join('\n')}\n`;
  },
};
