import { FakeIndex } from '../../../packages/metrics/src/elasticsearch/testing/fake-index.ts';
import { ApiServer } from '../../../packages/metrics/src/prometheus/testing/api-server.ts';
import { slosOf, type Load, type World } from '../world.ts';

/** An emulator on which the searches are really made. Instances do not matter to a search. */
export async function start(load: Load): Promise<World> {
  const index = new FakeIndex('logs-*', Date.now());
  const server = await ApiServer.start();
  server.behaviour = index.behaviour;
  return {
    url: server.url,
    env: {},
    now: () => index.now,
    pass: () => answerRequests(index, load),
    slos: (url) =>
      slosOf(
        load,
        (sli, kind) =>
          kind === 'availability'
            ? `{ objective: 99%, elasticsearch: { index: 'logs-*', total: 'dataset:h${sli}', bad: 'status:>=500', split: service.version } }`
            : `{ objective: 99% under 300ms, elasticsearch: { index: 'logs-*', total: 'dataset:h${sli}', duration: { field: event.duration, unit: ns }, split: service.version } }`,
        `{ elasticsearch: { url: ${url} } }`,
      ),
    close: async () => server.stop(),
  };
}

const MINUTE = 60_000;

function answerRequests(index: FakeIndex, { slis, targets }: Load): void {
  for (let request = 0; request < targets * slis; request++) {
    for (const version of ['v1', 'v2']) {
      index.documents.push({
        at: index.now + MINUTE,
        'service.version': version,
        dataset: `h${request % slis}`,
        status: 200,
        'event.duration': 1e6,
      });
    }
  }
  index.now += 2 * MINUTE;
}
