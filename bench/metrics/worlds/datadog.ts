import { API_KEY, APP_KEY, FakeDatadog } from '../../../packages/metrics/src/datadog/testing/fake-datadog.ts';
import { slosOf, type Load, type World } from '../world.ts';

/** An emulator that holds requests and answers against Datadog's own description. */
export async function start(load: Load): Promise<World> {
  const datadog = await FakeDatadog.start();
  datadog.now = Date.now();
  return {
    url: datadog.url,
    now: () => datadog.now,
    pass: () => send(datadog, load),
    env: { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY },
    slos: (url) =>
      slosOf(
        load,
        (index, kind) =>
          kind === 'availability'
            ? `{ objective: 99%, datadog: { total: 'sum:hits{service:shop}', bad: 'sum:errors${index}{service:shop}', split: version } }`
            : `{ objective: 99% under ${index + 1}ms, datadog: { distribution: 'duration{service:shop}', split: version } }`,
        `{ datadog: { url: ${url} } }`,
      ),
    async close() {
      await datadog.stop();
      if (datadog.violations.length > 0) throw new Error(datadog.violations.join('\n'));
    },
  };
}

const INTERVAL = 10_000;

function send(datadog: FakeDatadog, { targets }: Load): void {
  const until = datadog.now + 300_000;
  for (let at = datadog.now; at < until; at += INTERVAL) {
    for (let target = 0; target < targets; target++) {
      for (const version of ['v1', 'v2']) {
        const tags = { service: 'shop', version, host: `h${target}` };
        datadog.sent.push({ metric: 'hits', tags, at, value: 100 });
        datadog.sent.push({ metric: 'duration', tags, at, value: 0.1 });
      }
    }
  }
  datadog.now = until;
}
