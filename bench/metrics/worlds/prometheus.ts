import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { ensurePrometheus } from '../../../test/real/parts/prometheus.ts';
import { openCache } from '../../../test/real/parts/cache.ts';
import { Prometheus } from '../../../test/real/suites/metrics/prometheus.ts';
import { slosOf, type Load, type World } from '../world.ts';

const EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A real Prometheus that scrapes every instance. */
export async function start(load: Load): Promise<World> {
  const part = await ensurePrometheus(openCache(process.env, (text) => console.error(text)));
  const exporters = await Promise.all(
    Array.from({ length: load.targets }, async (_, index) => exporter(load.slis, versionsOf(index, load))),
  );
  const prometheus = await Prometheus.scraping(part, exporters.map(portOf), { interval: '1s' });
  await prometheus.scrapesAgain();
  return {
    url: prometheus.url,
    env: {},
    now: Date.now,
    pass() {},
    slos: (url) =>
      slosOf(
        load,
        (index, kind) =>
          kind === 'availability'
            ? `{ objective: 99%, prometheus: { total: 'requests_total{handler="/h${index}"}', bad: 'requests_total{handler="/h${index}",code=~"5.."}', split: version } }`
            : `{ objective: 99% under 250ms, prometheus: { histogram: 'duration_seconds{handler="/h${index}"}', split: version } }`,
        `{ prometheus: { url: ${url} } }`,
      ),
    async close() {
      await prometheus.remove();
      for (const server of exporters) server.close();
    },
  };
}

/** One instance answers for both releases, as a proxy does; of several every other one is of the new release. */
function versionsOf(index: number, { targets }: Load): readonly string[] {
  if (targets === 1) return ['v1', 'v2'];
  return [index % 2 === 0 ? 'v1' : 'v2'];
}

/** Counters as a client library exposes them: by code, and a histogram with the usual edges. */
async function exporter(slis: number, versions: readonly string[]): Promise<Server> {
  const handlers = Array.from({ length: slis }, (_, index) => `/h${index}`);
  const lines = versions.flatMap((version) =>
    handlers.flatMap((handler) => {
      const labels = `version="${version}",handler="${handler}"`;
      return [
        `requests_total{${labels},code="200"} 99000`,
        `requests_total{${labels},code="500"} 1000`,
        ...[...EDGES.map(String), '+Inf'].map((le) => `duration_seconds_bucket{${labels},le="${le}"} 100000`),
        `duration_seconds_sum{${labels}} 1000`,
        `duration_seconds_count{${labels}} 100000`,
      ];
    }),
  );
  const text = `${lines.join('\n')}\n`;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('an exporter does not listen');
  return address.port;
}
