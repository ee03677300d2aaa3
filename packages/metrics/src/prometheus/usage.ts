import type { ReleaseRate, SliUsage } from '../source.ts';
import type { Sample } from './answer.ts';
import type { Client } from './client.ts';
import { edgesQuery, PART, usageQuery } from './queries.ts';
import { edgeOf, sameEdge } from './edges.ts';
import { thresholdOf, type Measured } from './measured.ts';

const RECENT = '5m';
const RECENT_S = 300;
const LONG = '30d';

/** For display alone: `increase` makes estimates of what was counted, which no verdict rests on. */
export async function usageOf(
  client: Client,
  { slo, measure }: Measured,
  limitMs: number,
): Promise<SliUsage> {
  const { counts, split } = measure;
  const threshold = thresholdOf(measure);
  let edge: string | null = null;
  if (counts.kind === 'histogram' && threshold !== null) {
    const edges = await client.query(edgesQuery(counts.histogram), limitMs);
    if (edges.kind === 'vector') {
      edge = edges.samples.find((sample) => sameEdge(edgeOf(sample), threshold))?.labels['le'] ?? null;
    }
  }
  const [recent, long] = await Promise.all([
    client.query(usageQuery(counts, edge, RECENT, split), limitMs),
    client.query(usageQuery(counts, edge, LONG, null), limitMs),
  ]);
  const rates = recent.kind === 'vector' ? ratesIn(recent.samples, split) : null;
  const share = long.kind === 'vector' ? badShare(long.samples) : null;
  return {
    sli: slo.name,
    rates,
    budgetLeft: share === null ? null : 1 - share / ((100 - slo.objective.target) / 100),
    why: recent.kind !== 'vector' ? recent.why : long.kind !== 'vector' ? long.why : null,
  };
}

function ratesIn(samples: readonly Sample[], split: string): readonly ReleaseRate[] {
  const values = new Set(samples.flatMap(({ labels }) => labels[split] ?? []));
  return [...values].sort().map((release): ReleaseRate => {
    const own = samples.filter(({ labels }) => labels[split] === release);
    return {
      release,
      requestsPerSecond: valueIn(own, 'total') / RECENT_S,
      badShare: badShare(own),
    };
  });
}

function badShare(samples: readonly Sample[]): number | null {
  const total = valueIn(samples, 'total');
  if (!(total > 0)) return null;
  const within = samples.find(({ labels }) => labels[PART] === 'bucket');
  const bad = within === undefined ? valueIn(samples, 'bad') : total - (within.value ?? 0);
  return Math.min(1, Math.max(0, bad / total));
}

function valueIn(samples: readonly Sample[], part: 'total' | 'bad'): number {
  return samples.find(({ labels }) => labels[PART] === part)?.value ?? 0;
}
