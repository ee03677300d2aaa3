import type { Reading, Series } from '@glidepath/analysis';
import type { Latency, Pair, Past, TemplateHash, SliHistory, SourceReading } from '@glidepath/conductor';
import type { Digest, Release, Slo, SloSource } from '@glidepath/model';
import type { Expected, ForeignSource, SliCheck } from './source.ts';

/**
 * Releases that a source knows by the hash of their pods' template: only the engine knows which hash is whose, and a release
 * may have several at once, as when a canary is promoted into the Deployment beside it.
 */

/** The templates whose pods run now. @throws TargetError where the engine can't be asked */
export type Templates = () => Promise<readonly TemplateHash[]>;

/** Whether these counts are told apart by such a hash. */
export function isByHash({ source }: Slo): boolean {
  switch (source.kind) {
    case 'target':
      return false;
    case 'http':
      return source.release === 'pod-template-hash';
    case 'cloudwatch':
      return source.value === 'pod-template-hash';
    case 'prometheus':
    case 'datadog':
    case 'elasticsearch':
    case 'opensearch':
      return source.split.value === 'pod-template-hash';
  }
}

/** The same source, which is asked hash by hash for the SLOs that are told apart so; what it says of a release is put together. */
export function withTemplates(source: ForeignSource, templates: Templates): ForeignSource {
  /** Shown once that there was nothing yet, the judge counts from its begin. */
  const told = new Set<string>();

  return {
    ...source,
    async read(slos, releases) {
      const [hashed, plain] = parted(slos);
      const [own, rest] = await Promise.all([
        hashed.length === 0 ? [] : readHashed(hashed, releases),
        plain.length === 0 ? [] : source.read(plain, releases),
      ]);
      return inOrder(slos, [...own, ...rest]);
    },
    async check(slos, releases) {
      const [hashed, plain] = parted(slos);
      const [own, rest] = await Promise.all([
        hashed.length === 0 ? [] : checkHashed(hashed, releases),
        plain.length === 0 ? [] : source.check(plain, releases),
      ]);
      return inOrder(slos, [...own, ...rest]);
    },
    ...(source.history === undefined
      ? {}
      : {
          history: async (slos: readonly Slo[], past: Past) => {
            const [hashed, plain] = parted(slos);
            const [own, rest] = await Promise.all([
              hashed.length === 0 ? [] : historyHashed(hashed, past),
              plain.length === 0 ? [] : (source.history?.(plain, past) ?? []),
            ]);
            return inOrder(slos, [...own, ...rest]);
          },
        }),
  };

  async function readHashed(
    slos: readonly Slo[],
    { candidate, stable }: Pair,
  ): Promise<readonly SourceReading[]> {
    const found = await known();
    if (!found.ok) {
      const down: Reading = { kind: 'source-down', why: found.why };
      return slos.map(({ name }) => ({
        sli: name,
        candidate: down,
        stable: stable === null ? null : down,
        latency: null,
      }));
    }
    // One after the other: some sources add up what they find, and would find it twice.
    const own = await readRelease(slos, candidate, found.hashes);
    const other = stable === null ? null : await readRelease(slos, stable, found.hashes);
    return slos.map(({ name }) => {
      const [one, beside] = [own.get(name), other?.get(name)];
      return {
        sli: name,
        candidate: one?.reading ?? UNASKED,
        stable: stable === null ? null : (beside?.reading ?? UNASKED),
        latency: { candidate: one?.latency ?? null, stable: beside?.latency ?? null },
      };
    });
  }

  async function readRelease(
    slos: readonly Slo[],
    release: Release,
    hashesOf: HashesOf,
  ): Promise<ReadonlyMap<string, Whole>> {
    const all: { readonly hash: string; readonly readings: readonly SourceReading[] }[] = [];
    for (const hash of hashesOf(release.digest)) {
      const pair = { candidate: called(release, hash), stable: null };
      all.push({ hash, readings: await source.read(slos.map(byName), pair) });
    }
    return new Map(
      slos.map(({ name }) => {
        const parts = all.flatMap(({ hash, readings }) =>
          readings.filter(({ sli }) => sli === name).map((reading) => ({ hash, reading })),
        );
        return [name, parts.length === 0 ? podless(name, release) : whole(parts)];
      }),
    );
  }

  function podless(sli: string, { digest, name }: Release): Whole {
    const key = `${sli} ${digest}`;
    if (told.has(key))
      return { reading: { kind: 'no-data', why: `no pods of ${name} run yet` }, latency: null };
    told.add(key);
    return { reading: { kind: 'cumulative', series: [] }, latency: null };
  }

  /** One of its hashes that can be measured is enough: an older one may have no pods any more. */
  async function checkHashed(
    slos: readonly Slo[],
    { candidate, stable }: Expected,
  ): Promise<readonly SliCheck[]> {
    const asked = slos.map(byName);
    if (stable === null) return source.check(asked, { candidate: null, stable: null });
    const found = await known();
    if (!found.ok)
      return slos.map(({ name: sli }) => troubled(sli, 'source-down', found.why, 'mend that first'));
    const hashes = found.hashes(stable.digest);
    if (hashes.length === 0) {
      const why = `no pods of ${stable.name} run, the stable release, so there is no pod-template-hash of it`;
      const mend = `look what runs in the place of ${candidate?.name ?? 'the next release'} there`;
      return slos.map(({ name: sli }) => troubled(sli, 'no-data', why, mend));
    }
    const answers = await Promise.all(
      hashes.map(async (hash) => source.check(asked, { candidate: null, stable: called(stable, hash) })),
    );
    return slos.flatMap(({ name }) => {
      const mine = answers.flat().filter(({ sli }) => sli === name);
      const best = mine.find(({ trouble }) => trouble === null) ?? mine[0];
      return best === undefined ? [] : [withMend(best)];
    });
  }

  /** Minutes have no time of their own, so those of several hashes can't be added: the longest past is taken. */
  async function historyHashed(slos: readonly Slo[], past: Past): Promise<readonly SliHistory[]> {
    const found = await known();
    const none = (why: string): readonly SliHistory[] =>
      slos.map(({ name: sli }) => ({ sli, minutes: [], why }));
    if (!found.ok) return none(found.why);
    const hashes = found.hashes(past.release.digest);
    if (hashes.length === 0) return none(`no pods of ${past.release.name} run`);
    const answers = await Promise.all(
      hashes.map(
        async (hash) =>
          source.history?.(slos.map(byName), { ...past, release: called(past.release, hash) }) ?? [],
      ),
    );
    return slos.flatMap(({ name }) => {
      const mine = answers.flat().filter(({ sli }) => sli === name);
      return mine.toSorted((one, other) => other.minutes.length - one.minutes.length).slice(0, 1);
    });
  }

  async function known(): Promise<Known> {
    try {
      const all = await templates();
      const hashes = (digest: Digest): readonly string[] => [
        ...new Set(all.filter((each) => each.digest === digest).map(({ hash }) => hash)),
      ];
      return { ok: true, hashes };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, why: `the pod-template-hashes are not known: ${why}` };
    }
  }
}

type HashesOf = (digest: Digest) => readonly string[];
type Known = { readonly ok: true; readonly hashes: HashesOf } | { readonly ok: false; readonly why: string };

interface Whole {
  readonly reading: Reading;
  readonly latency: Latency | null;
}

const UNASKED: Reading = { kind: 'no-data', why: 'it was not asked for' };

/** A source that is down for one hash is down for the release; one that has nothing of a hash has it of another. */
function whole(parts: readonly { readonly hash: string; readonly reading: SourceReading }[]): Whole {
  const readings = parts.map(({ reading }) => reading.candidate);
  const latencies = parts.flatMap(({ reading }) => reading.latency?.candidate ?? []);
  const latency =
    latencies.length === 0
      ? null
      : {
          sumMs: latencies.reduce((sum, { sumMs }) => sum + sumMs, 0),
          count: latencies.reduce((sum, { count }) => sum + count, 0),
        };
  const down = readings.find(({ kind }) => kind === 'source-down');
  if (down !== undefined) return { reading: down, latency: null };
  const series = parts.flatMap(({ hash, reading: { candidate } }): readonly Series[] =>
    // By its hash a record tells whose it was.
    candidate.kind === 'cumulative'
      ? candidate.series.map((each) => ({ ...each, id: `${hash}: ${each.id}` }))
      : [],
  );
  const counted = readings.filter((reading) => reading.kind === 'cumulative');
  const ends = counted.flatMap(({ until }) => until ?? []);
  if (counted.length > 0) {
    const until = ends.length === 0 ? {} : { until: Math.min(...ends) };
    return { reading: { kind: 'cumulative', series, ...until }, latency };
  }
  const intervals = readings.filter((reading) => reading.kind === 'interval');
  if (intervals.length > 0) return { reading: addedUp(intervals), latency };
  return { reading: readings[0] ?? UNASKED, latency };
}

function addedUp(all: readonly Extract<Reading, { kind: 'interval' }>[]): Reading {
  const [first] = all;
  if (first === undefined) return UNASKED;
  return {
    ...first,
    bad: all.reduce((sum, { bad }) => sum + bad, 0),
    total: all.reduce((sum, { total }) => sum + total, 0),
  };
}

/** To the source it is a release of that name. */
function called(release: Release, hash: string): Release {
  return { ...release, name: hash };
}

function byName(slo: Slo): Slo {
  return { ...slo, source: sourceByName(slo.source) };
}

function sourceByName(source: SloSource): SloSource {
  switch (source.kind) {
    case 'target':
      return source;
    case 'http':
      return { ...source, release: 'name' };
    case 'cloudwatch':
      return { ...source, value: 'name' };
    case 'prometheus':
    case 'datadog':
      return { ...source, split: { ...source.split, value: 'name' } };
    case 'elasticsearch':
    case 'opensearch':
      return { ...source, split: { ...source.split, value: 'name' } };
  }
}

function parted(slos: readonly Slo[]): readonly [hashed: readonly Slo[], plain: readonly Slo[]] {
  return [slos.filter(isByHash), slos.filter((slo) => !isByHash(slo))];
}

function inOrder<T extends { readonly sli: string }>(slos: readonly Slo[], all: readonly T[]): readonly T[] {
  const by = new Map(all.map((each) => [each.sli, each]));
  return slos.flatMap(({ name }) => by.get(name) ?? []);
}

const MEND =
  'the pods have that label, but a series has it only where the scrape puts it there: podTargetLabels: [pod-template-hash] of a PodMonitor or ServiceMonitor, or a relabelling of __meta_kubernetes_pod_label_pod_template_hash (with Argo Rollouts rollouts-pod-template-hash, as rollouts_pod_template_hash)';

function withMend(check: SliCheck): SliCheck {
  const { trouble } = check;
  if (trouble === null || trouble.kind !== 'no-data') return check;
  return { ...check, trouble: { ...trouble, mend: `${trouble.mend}; ${MEND}` } };
}

function troubled(sli: string, kind: 'no-data' | 'source-down', why: string, mend: string): SliCheck {
  return { sli, query: '', trouble: { kind, why, mend } };
}
