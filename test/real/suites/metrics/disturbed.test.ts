import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Cutter, type Cut } from './cutter.ts';
import type { Counted } from './exporter.ts';
import { FAILING, HEALTHY, Life, steady, type Look } from './life.ts';
import { Prometheus } from './prometheus.ts';
import { sourceOf, V1, V2 } from './shop.ts';

/**
 * Whatever happens to the counters on their way: a release that fails is found out, a healthy one passes, and what is not
 * known passes nobody. Each life has exporters of its own; one Prometheus scrapes them all.
 */

/** Makes of a steady life a troubled one. Index: the look, from 0. */
type Trouble = (look: Look, index: number, looks: readonly Look[]) => Look;

/** Of every so many looks the last is troubled, never the first one: that is the one to compare with. */
const EVERY = 4;

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'the candidate is started again and again': (look, index, looks) => ({
    ...look,
    candidate: startedAnew(look.candidate, beforeRestart(index, looks)?.candidate),
  }),
  'the processes of the stable release are started again and again': (look, index, looks) => {
    const before = beforeRestart(index, looks);
    return {
      ...look,
      stable: [
        startedAnew(look.stable[0], before?.stable[0]),
        startedAnew(look.stable[1], before?.stable[1]),
      ],
    };
  },
  'the candidate vanishes and comes back': (look, index) =>
    isHit(index) ? { ...look, candidate: null } : look,
  'a process of the stable release vanishes and comes back': (look, index) =>
    isHit(index) ? { ...look, stable: [null, look.stable[1]] } : look,
  'all of the stable release vanishes and comes back': (look, index) =>
    isHit(index) ? { ...look, stable: [null, null] } : look,
  'answers are cut off': (look, index) => (isHit(index) ? { ...look, down: true } : look),
};

function isHit(index: number): boolean {
  return index % EVERY === EVERY - 1;
}

/** The last look before the restart that came last; undefined before the first one. */
function beforeRestart(index: number, looks: readonly Look[]): Look | undefined {
  const restarts = Math.floor((index + 1) / EVERY);
  return restarts === 0 ? undefined : looks[restarts * EVERY - 2];
}

function startedAnew(now: Counted | null, before: Counted | null | undefined): Counted | null {
  if (now === null || before === null || before === undefined) return now;
  return {
    version: now.version,
    good: now.good - before.good,
    bad: now.bad - before.bad,
    slow: now.slow - before.slow,
  };
}

const lives = new Map<string, Life>();
let prometheus: Prometheus;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  for (const name of [
    'cuts',
    ...Object.keys(TROUBLES).flatMap((name) => [`${name}, healthy`, `${name}, failing`]),
  ]) {
    const life = await Life.begin(name);
    undo.defer(() => life.end());
    lives.set(name, life);
  }
  prometheus = await Prometheus.scraping(
    part,
    [...lives.values()].flatMap(({ ports }) => ports),
    { interval: '1s' },
  );
  undo.defer(async () => prometheus.remove());
});

afterAll(async () => undo.disposeAsync());

function lifeOf(name: string): Life {
  const life = lives.get(name);
  if (life === undefined) throw new Error(`no exporters for ${name}`);
  return life;
}

/** In the head, in the body, at its very end. */
const PLACES = [0, 1, 8, 15, 60, 120, 200, 300, 700, -400, -60, -2, -1];

async function judged(
  name: string,
  trouble: Trouble,
  looks: readonly Look[],
): ReturnType<Life['judgedBothWays']> {
  const life = lifeOf(name);
  const cutter = await Cutter.before(prometheus.port);
  try {
    let cuts = 0;
    return await life.judgedBothWays(
      life.measured({ url: cutter.url }),
      looks.map((look, index) => trouble(look, index, looks)),
      async (look) => {
        await life.inSight(prometheus.url, look);
        cutter.cut = look.down === true ? cutNumber(cuts++) : null;
      },
    );
  } finally {
    cutter.end();
  }
}

function cutNumber(index: number): Cut {
  return { at: PLACES[(5 * index) % PLACES.length] ?? 0, by: index % 2 === 0 ? 'hang-up' : 'reset' };
}

describe.concurrent.each(Object.entries(TROUBLES))('%s', (name, trouble) => {
  it('a healthy candidate passes', async () => {
    const { through, direct } = await judged(`${name}, healthy`, trouble, steady(12, HEALTHY, 10));
    expect(through).toEqual(direct);
    expect(through).toContainEqual(expect.objectContaining({ kind: 'healthy' }));
    expect(through).not.toContainEqual(expect.objectContaining({ kind: 'breach' }));
  });

  it('a candidate that fails is found out', async () => {
    const { through, direct } = await judged(`${name}, failing`, trouble, steady(8, FAILING));
    expect(through).toEqual(direct);
    expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'availability' });
    expect(through).not.toContainEqual(expect.objectContaining({ kind: 'healthy' }));
  });
});

describe.concurrent('an answer that is cut off', () => {
  it('is never taken for a whole one, wherever it ends', async () => {
    const life = lifeOf('cuts');
    const [look] = steady(1, HEALTHY);
    if (look === undefined) throw new Error('no look');
    life.expose(look);
    await life.inSight(prometheus.url, look);
    const cutter = await Cutter.before(prometheus.port);
    try {
      const { slos } = life.measured({ url: cutter.url });
      const [availability] = slos;
      if (availability === undefined) throw new Error('no SLO');
      const source = await sourceOf({ ...life.measured({ url: cutter.url }), slos: [availability] });
      const read = async (): Promise<string> => {
        const [reading] = await source.read([availability], { candidate: V2, stable: V1 });
        const said = reading?.candidate;
        return said === undefined ? 'nothing' : 'why' in said ? `${said.kind}: ${said.why}` : said.kind;
      };
      expect(await read()).toBe('cumulative');
      for (const at of PLACES) {
        for (const by of ['hang-up', 'reset'] as const) {
          const before = cutter.cuts;
          cutter.cut = { at, by };
          expect(await read(), `${by} at ${at}`).toMatch(/^source-down: .* the connection was cut/);
          expect(cutter.cuts).toBeGreaterThan(before);
        }
        cutter.cut = null;
        expect(await read()).toBe('cumulative');
      }
    } finally {
      cutter.end();
    }
  });
});
