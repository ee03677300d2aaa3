import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForeignSource } from '../../../../packages/metrics/src/registry.ts';
import type { Environment } from '../../../../packages/model/src/index.ts';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { FAILING, HEALTHY, Life, steady, totalOf, type BothWays, type Look } from './life.ts';
import { Prometheus } from './prometheus.ts';
import { sourceOf, V1, V2 } from './shop.ts';

/** Exporters that write their own time on their samples, and whose clocks are not the server's. */

const MINUTE = 60_000;
/** Behind by less than max-age: what they count is a little old, and that is all. */
const NEAR = [-2 * MINUTE, -20_000, 2_000];
/** Older than max-age; older than Prometheus looks back; not yet there; so far ahead that Prometheus drops them. */
const FAR = [-4 * MINUTE, -8 * MINUTE, 3 * MINUTE, 20 * MINUTE];
const PACES = { healthy: HEALTHY, failing: FAILING } as const;

const lives = new Map<string, Life>();
let prometheus: Prometheus;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  for (const skewMs of [...NEAR, ...FAR]) {
    for (const pace of Object.keys(PACES)) await begin(`${pace} ${skewMs}`, skewMs);
  }
  await begin('stale', 0);
  prometheus = await Prometheus.scraping(
    part,
    [...lives.values()].flatMap(({ ports }) => ports),
    { interval: '1s' },
  );
  undo.defer(async () => prometheus.remove());
});

afterAll(async () => undo.disposeAsync());

async function begin(name: string, skewMs: number): Promise<void> {
  const life = await Life.begin(name);
  undo.defer(() => life.end());
  for (const exporter of life.exporters) exporter.skewMs = skewMs;
  lives.set(name, life);
}

function lifeOf(name: string): Life {
  const life = lives.get(name);
  if (life === undefined) throw new Error(`no exporters for ${name}`);
  return life;
}

/** Judged when an onlooker has seen what is exposed: what is ahead comes into sight when its time has come. */
async function judgedInSight(name: string, looks: readonly Look[]): Promise<BothWays> {
  const life = lifeOf(name);
  const environment = life.measured({ url: prometheus.url });
  return life.judgedBothWays(environment, looks, async (look) => life.inSight(prometheus.url, look));
}

describe.concurrent.each(NEAR.map((skewMs) => [skewMs / 1000, skewMs] as const))(
  'a clock that is %d s ahead changes no verdict',
  (_, skewMs) => {
    it('a healthy candidate passes', async () => {
      const { through, direct } = await judgedInSight(`healthy ${skewMs}`, steady(8, HEALTHY, 10));
      expect(through).toEqual(direct);
      expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
    });

    it('a candidate that fails is found out', async () => {
      const { through, direct } = await judgedInSight(`failing ${skewMs}`, steady(6, FAILING));
      expect(through).toEqual(direct);
      expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'availability' });
    });
  },
);

describe.concurrent.each(FAR.map((skewMs) => [skewMs / MINUTE, skewMs] as const))(
  'a clock that is %d min ahead',
  (minutes, skewMs) => {
    it.each(Object.entries(PACES))(
      'a %s candidate is neither passed nor sent back, and what to do is told',
      async (pace, bad) => {
        const life = lifeOf(`${pace} ${skewMs}`);
        const environment = life.measured({ url: prometheus.url });
        const { through, words } = await life.judgedBothWays(environment, steady(8, bad, 10), async () =>
          prometheus.triesAgain(),
        );
        // The first look may be at a server that has scraped nothing yet.
        for (const verdict of through) expect(verdict).toMatchObject({ kind: 'no-data' });
        expect(words.at(-1)).toMatch(
          minutes === -4
            ? /the newest sample of version="v2" is 4m\w* old, more than max-age, 2m30s/
            : /no series has version="v2" yet/,
        );
        const source = await sourceOf(environment);
        for (const { trouble } of await source.check(environment.slos, { candidate: V2, stable: V1 })) {
          expect(trouble?.kind).toBe('no-data');
          expect(trouble?.why).toMatch(minutes === -4 ? /4m\w* old/ : /no series of \w+ is selected/);
          expect(trouble?.mend).toMatch(/that it is scraped/);
        }
      },
    );
  },
);

it.concurrent(
  'what is scraped no more is no data when it is older than max-age, and comes back',
  async () => {
    const life = lifeOf('stale');
    const environment = life.measured({ url: prometheus.url, server: ', max-age: 4s' });
    const source = await sourceOf(environment);
    const expose = (n: number, candidate: boolean): void => {
      const [look] = steady(1, HEALTHY, n);
      if (look !== undefined) life.expose(candidate ? look : { ...look, candidate: null });
    };
    expose(1, true);
    await saysOfCandidate(source, environment, 'cumulative');
    // Its samples carry a time of their own, so that Prometheus shows them for minutes after it is gone.
    expose(2, false);
    const said = await saysOfCandidate(source, environment, 'no-data');
    expect(said).toMatch(/the newest sample of version="v2" is \d+s old, more than max-age, 4s/);
    expose(3, true);
    await saysOfCandidate(source, environment, 'cumulative');
    // All the while the stable release was seen.
    const [look] = steady(1, HEALTHY, 3);
    if (look !== undefined) await life.inSight(prometheus.url, look);
    expect(await saysOfCandidate(source, environment, 'cumulative')).toBe('cumulative');
  },
);

/** Waits until every SLI has a reading of this kind; gives its words. */
async function saysOfCandidate(source: ForeignSource, { slos }: Environment, kind: string): Promise<string> {
  return until(`the candidate to be ${kind}`, async () => {
    const readings = await source.read(slos, { candidate: V2, stable: V1 });
    if (!readings.every(({ candidate }) => candidate.kind === kind)) return null;
    if (kind === 'cumulative' && !readings.every(({ candidate }) => totalOf(candidate) > 0)) return null;
    const [first] = readings;
    return first !== undefined && 'why' in first.candidate ? first.candidate.why : kind;
  });
}
