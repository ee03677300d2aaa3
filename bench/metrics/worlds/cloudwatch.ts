import { ACCESS_KEY, SECRET_KEY } from '../../../packages/metrics/src/aws/testing/keys.ts';
import { CloudWatchServer } from '../../../packages/metrics/src/cloudwatch/testing/server.ts';
import { slosOf, type Load, type World } from '../world.ts';

/** An emulator that reads requests by the service's own model. Instances are summed up before CloudWatch is asked. */
export async function start(load: Load): Promise<World> {
  const server = await CloudWatchServer.start();
  let now = Date.now();
  process.env['AWS_ACCESS_KEY_ID'] = ACCESS_KEY;
  process.env['AWS_SECRET_ACCESS_KEY'] = SECRET_KEY;
  return {
    url: server.url,
    env: {},
    now: () => now,
    pass() {
      for (let minute = 0; minute < 10; minute++) publish(server, load, now + minute * MINUTE);
      now += 10 * MINUTE;
    },
    slos: (url) =>
      slosOf(
        load,
        (index, kind) =>
          kind === 'availability'
            ? `{ objective: 99%, cloudwatch: { namespace: shop, total: Requests${index}, bad: Failures${index}, split: Version } }`
            : `{ objective: 99% under 300ms, cloudwatch: { namespace: shop, latency: Duration${index}, unit: s, split: Version } }`,
        `{ cloudwatch: { region: eu-central-1, endpoint: ${url} } }`,
      ),
    async close() {
      await server.stop();
      if (server.wrong.length > 0) throw new Error(server.wrong.join('\n'));
    },
  };
}

const MINUTE = 60_000;

function publish({ metrics }: CloudWatchServer, { slis }: Load, at: number): void {
  for (let index = 0; index < slis; index++) {
    for (const release of ['v1', 'v2']) {
      for (const name of ['Requests', 'Failures', 'Duration']) {
        const metric = `${name}${index}`;
        const known = metrics.find((one) => one.metric === metric && one.dimensions['Version'] === release);
        const datum = { at, values: [0.1] };
        if (known === undefined)
          metrics.push({ namespace: 'shop', metric, dimensions: { Version: release }, data: [datum] });
        else metrics[metrics.indexOf(known)] = { ...known, data: [...known.data, datum] };
      }
    }
  }
}
