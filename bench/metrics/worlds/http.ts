import { ApiServer, json } from '../../../packages/metrics/src/prometheus/testing/api-server.ts';
import { slosOf, type Load, type World } from '../world.ts';

/** An endpoint that answers for one release at a time. */
export async function start(load: Load): Promise<World> {
  const server = await ApiServer.start();
  const service = { requests: 100_000, failures: 1_000 };
  server.behaviour = json(200, service);
  return {
    url: server.url,
    env: {},
    now: Date.now,
    pass() {},
    slos: (url) =>
      slosOf(
        load,
        (index, kind) =>
          `{ objective: ${kind === 'availability' ? '99%' : '99% under 300ms'}, http: { get: '/h${index}?v={release}', total: requests, bad: failures, counts: since-start } }`,
        `{ http: { url: ${url} } }`,
      ),
    close: async () => server.stop(),
  };
}
