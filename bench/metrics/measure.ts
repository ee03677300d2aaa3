import { createSource, type ForeignSource, type ForeignSpec } from '@glidepath/metrics/registry';
import { millis } from '@glidepath/model';
import { createCloudWatch } from '../../packages/metrics/src/cloudwatch/cloudwatch.ts';
import { createDatadog } from '../../packages/metrics/src/datadog/datadog.ts';
import { createElasticsearch } from '../../packages/metrics/src/elasticsearch/elasticsearch.ts';
import { CountingProxy, type Traffic } from './counting-proxy.ts';
import { CANDIDATE, STABLE, type Load, type Start, type World } from './world.ts';

/** What one poll of one source costs. */
export interface Case extends Load, Traffic {
  readonly source: string;
}

const LOOK_LIMIT = millis(10_000);

/**
 * One poll in the middle of a rollout: the looks before have logged in, and have shown the source what there is.
 * @throws Error where a reading has no counts, for then something else was measured
 */
export async function measure(source: string, start: Start, load: Load): Promise<Case> {
  const world = await start(load);
  const proxy = await CountingProxy.before(world.url);
  try {
    const slos = world.slos(proxy.url);
    const [first] = slos;
    if (first === undefined || first.source.kind === 'target') throw new Error(`${source} has no SLI`);
    const asked = await sourceOf(first.source, world);
    const pair = { candidate: CANDIDATE, stable: STABLE };
    await asked.read(slos, pair);
    world.pass();
    await asked.read(slos, pair);
    world.pass();
    proxy.take();
    const readings = await asked.read(slos, pair);
    const traffic = proxy.take();
    for (const { sli, candidate } of readings) {
      if (candidate.kind === 'no-data' || candidate.kind === 'source-down')
        throw new Error(`${source}, ${sli}: ${candidate.why}`);
    }
    return { source, ...load, ...traffic };
  } finally {
    proxy.stop();
    await world.close();
  }
}

/** As the registry makes it; those that ask for a time are given the world's. */
async function sourceOf(spec: ForeignSpec, world: World): Promise<ForeignSource> {
  const context = { env: world.env, workspace: import.meta.dirname, lookLimit: LOOK_LIMIT };
  const now = (): number => world.now();
  switch (spec.kind) {
    case 'cloudwatch':
      return createCloudWatch(spec.server, context, now);
    case 'datadog':
      return createDatadog(spec.server, context, now);
    case 'elasticsearch':
    case 'opensearch':
      return createElasticsearch(spec.kind, spec.server, context, now);
    case 'prometheus':
    case 'http':
      return createSource(spec, context);
  }
}
