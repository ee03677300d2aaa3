import type { Reading } from '@glidepath/analysis';
import type { Past, TemplateHash } from '@glidepath/conductor';
import { digest, instant, millis, percent, type Release, type Slo } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import type { Expected, ForeignSource } from './source.ts';
import { withTemplates } from './template-hashes.ts';

const [ONE, TWO] = [release(1), release(2)];
const NONE: Reading = { kind: 'no-data', why: 'nothing of it' };

function release(number: number): Release {
  return {
    digest: digest(`sha256:${String(number).padStart(64, '0')}`),
    name: `v${number}`,
    commit: null,
    committedAt: null,
  };
}

function slo(name: string, value: 'name' | 'pod-template-hash'): Slo {
  return {
    name,
    weight: 1,
    objective: { kind: 'availability', target: percent(99) },
    source: {
      kind: 'prometheus',
      counts: {
        kind: 'selectors',
        total: { metric: 'requests', matchers: [] },
        bad: { metric: 'errors', matchers: [] },
      },
      split: { label: 'pod_template_hash', value },
      server: {
        url: 'http://prometheus',
        timeout: millis(1_000),
        maxAge: millis(60_000),
        headers: {},
        auth: null,
        tls: null,
      },
    },
  };
}

/** Knows releases by their names; a hash is one. */
class Source {
  readonly readings = new Map<string, Reading>();
  readonly asked: string[] = [];

  get source(): ForeignSource {
    return {
      read: async (slos, { candidate }) => {
        this.asked.push(...slos.map(({ name }) => `${name} ${candidate.name}`));
        return slos.map(({ name: sli }) => ({
          sli,
          candidate: this.readings.get(candidate.name) ?? NONE,
          stable: null,
          latency: { candidate: { sumMs: 10, count: 2 }, stable: null },
        }));
      },
      history: async (slos, { release: { name } }) =>
        slos.map(({ name: sli }) => ({
          sli,
          minutes: Array.from({ length: name.length }, () => ({ bad: 0, total: 1 })),
          why: null,
        })),
      check: async (slos, { stable }: Expected) =>
        slos.map(({ name: sli }) => ({
          sli,
          query: stable?.name ?? '',
          trouble:
            stable === null || this.readings.has(stable.name)
              ? null
              : { kind: 'no-data', why: 'no such label', mend: 'name another' },
        })),
      usage: async () => [],
      spent: async () => [],
    };
  }
}

function cumulative(...ids: readonly string[]): Reading {
  return { kind: 'cumulative', series: ids.map((id, index) => ({ id, bad: index, total: 10 })) };
}

const HASHED = slo('hashed', 'pod-template-hash');

function made(templates: readonly (readonly [string, Release])[]) {
  const source = new Source();
  let now: readonly TemplateHash[] | Error = templates.map(([hash, { digest: of }]) => ({
    hash,
    digest: of,
  }));
  const known = withTemplates(source.source, async () => {
    if (now instanceof Error) throw now;
    return now;
  });
  return { source, known, fail: (error: Error) => (now = error) };
}

describe('a reading', () => {
  it('of a release is that of all its hashes, each of whose series says whose it is', async () => {
    const { source, known } = made([
      ['aaa', ONE],
      ['bbb', TWO],
      ['ccc', TWO],
    ]);
    source.readings.set('aaa', cumulative('pod-1'));
    source.readings.set('bbb', cumulative('pod-2'));
    source.readings.set('ccc', cumulative('pod-2', 'pod-3'));
    const [reading] = await known.read([HASHED], { candidate: TWO, stable: ONE });
    expect(reading?.stable).toMatchObject({ series: [{ id: 'aaa: pod-1' }] });
    expect(reading?.candidate).toMatchObject({
      series: [{ id: 'bbb: pod-2' }, { id: 'ccc: pod-2' }, { id: 'ccc: pod-3', bad: 1 }],
    });
    expect(reading?.latency).toEqual({
      candidate: { sumMs: 20, count: 4 },
      stable: { sumMs: 10, count: 2 },
    });
  });

  it('goes on with the hash that has figures where the other has none any more', async () => {
    const { source, known } = made([
      ['bbb', TWO],
      ['ccc', TWO],
    ]);
    source.readings.set('ccc', cumulative('pod-3'));
    const [reading] = await known.read([HASHED], { candidate: TWO, stable: null });
    expect(reading?.candidate).toMatchObject({ kind: 'cumulative', series: [{ id: 'ccc: pod-3' }] });
    source.readings.set('bbb', { kind: 'source-down', why: 'late' });
    const [late] = await known.read([HASHED], { candidate: TWO, stable: null });
    expect(late?.candidate).toEqual({ kind: 'source-down', why: 'late' });
  });

  it('of a release without pods is nothing once, so that it is counted from its begin, and no data after', async () => {
    const { known } = made([['aaa', ONE]]);
    const read = async () => (await known.read([HASHED], { candidate: TWO, stable: null }))[0]?.candidate;
    expect(await read()).toEqual({ kind: 'cumulative', series: [] });
    expect(await read()).toEqual({ kind: 'no-data', why: 'no pods of v2 run yet' });
  });

  it('is down where the engine can not tell, and asks plainly for what needs no hash', async () => {
    const { source, known, fail } = made([]);
    source.readings.set('v2', cumulative('all'));
    fail(new Error('no cluster'));
    const readings = await known.read([HASHED, slo('plain', 'name')], { candidate: TWO, stable: ONE });
    expect(readings.map(({ sli, candidate }) => [sli, candidate.kind])).toEqual([
      ['hashed', 'source-down'],
      ['plain', 'cumulative'],
    ]);
    expect(source.asked).toEqual(['plain v2']);
  });
});

it('can be measured where one of the hashes can, and the mend says how a series gets the label', async () => {
  const { source, known } = made([
    ['aaa', ONE],
    ['bbb', ONE],
  ]);
  const check = async () => (await known.check([HASHED], { candidate: TWO, stable: ONE }))[0]?.trouble;
  expect((await check())?.mend).toContain('podTargetLabels: [pod-template-hash]');
  source.readings.set('bbb', cumulative('pod'));
  expect(await check()).toBeNull();
});

it('has the longest past of its hashes', async () => {
  const { known } = made([
    ['a', ONE],
    ['bbbb', ONE],
  ]);
  const past: Past = { release: ONE, until: instant(0), minutes: 30 };
  expect((await known.history?.([HASHED], past))?.[0]?.minutes).toHaveLength(4);
});
