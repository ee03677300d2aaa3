import type { DatadogCount } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import { noData } from '../web/json-api.ts';
import { askAll, type Ask, type Found } from './batch.ts';
import type { Client } from './client.ts';
import { queryText, type Measured } from './measured.ts';

const DAY_MS = 86_400_000;
const KNOWN_DAYS = 30;

/**
 * Metrics that count failures and nothing else, of whatever service: where nothing failed, nobody sees that a name is
 * misspelt.
 */
export function unsureOf({ total, bad }: Pick<Measured, 'total' | 'bad'>): readonly DatadogCount[] {
  return bad
    .filter(({ metric }) => total.every((count) => count.metric !== metric))
    .map((count) => ({ ...count, filter: '*' }));
}

/** What came of late for each, day by day; by the text of its query. */
export async function knownOf(
  client: Client,
  counts: readonly DatadogCount[],
  to: number,
  limitMs: number,
): Promise<ReadonlyMap<string, Found>> {
  const all = counts.map((count): Ask => ({ key: keyOf(count), tag: null, total: [count], bad: [] }));
  const asks = [...new Map(all.map((ask) => [ask.key, ask])).values()];
  if (asks.length === 0) return new Map();
  const from = Math.ceil((to - KNOWN_DAYS * DAY_MS) / DAY_MS) * DAY_MS;
  return askAll(client, asks, { from, to, interval: DAY_MS }, limitMs);
}

/** A misspelt metric of failures would never count one. That there are none now is no fault. */
export function misspeltTrouble(
  unsure: readonly DatadogCount[],
  known: ReadonlyMap<string, Found>,
): Trouble | null {
  for (const count of unsure) {
    const found = known.get(keyOf(count));
    if (found === undefined || isKnown(found)) continue;
    if (found.kind !== 'counts') return found;
    return noData(
      `${count.metric} has no count of the last ${KNOWN_DAYS} days at all, so that a misspelt name could not be told from no failure`,
      'check the name, and let the application begin the count at 0',
    );
  }
  return null;
}

/** Nothing at all was counted, by none of the queries. */
export function silentTrouble(
  total: readonly DatadogCount[],
  known: ReadonlyMap<string, Found>,
): Trouble | null {
  const found = total.flatMap((count) => known.get(keyOf(count)) ?? []);
  if (found.some(isKnown)) return null;
  for (const one of found) if (one.kind !== 'counts') return one;
  return noData(
    `${total.map(keyOf).join(' + ')} counts nothing in the last ${KNOWN_DAYS} days`,
    'check the name of the metric, the filter, and that it is sent',
  );
}

export function isKnown(found: Found): boolean {
  return found.kind === 'counts' && [...found.releases.values()].some((points) => points.size > 0);
}

export function keyOf(count: DatadogCount): string {
  return queryText(count, null);
}
