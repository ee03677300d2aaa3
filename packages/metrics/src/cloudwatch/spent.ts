import type { Counts } from '@glidepath/analysis';
import { formatDuration, RELEASE_PLACE, type CloudWatchMetric, type Millis } from '@glidepath/model';
import type { Spent, SpentQuestion, Trouble } from '../source.ts';
import type { Client, Span } from './client.ts';
import { knownReleases, type KnownReleases } from './known-releases.ts';
import { countedText, measuredIn, metricText, totalOf, type Measured } from './measured.ts';
import { countsByRelease, sumOf, type ByRelease } from './release-counts.ts';
import { noData } from './trouble.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Each is two queries or three for each length of period, and one call takes 500. */
const MOST_RELEASES = 500;

/**
 * Releases that the rollout asked for by name, of one SLI: CloudWatch lists a metric up to a quarter of an hour after its
 * first value.
 */
export type SeenReleases = (sli: string) => readonly string[];

/** What all releases counted together, in as many fetches as there are lengths of periods: three at the most. */
export async function spentOf(
  client: Client,
  questions: readonly SpentQuestion[],
  seen: SeenReleases,
  now: number,
  limitMs: number,
): Promise<readonly Spent[]> {
  const end = performance.now() + limitMs;
  const listings = new Map<string, Promise<KnownReleases>>();
  const list = async (metric: CloudWatchMetric): Promise<KnownReleases> => {
    const key = JSON.stringify([metric.namespace, metric.metric, metric.dimensions]);
    const listing = listings.get(key) ?? knownReleases(client, metric, limitMs);
    listings.set(key, listing);
    return listing;
  };
  const asked = await Promise.all(questions.map(async (question) => askedOf(question, list, seen)));
  const sound = asked.filter((one) => 'releases' in one);
  const tables = await tablesOf(client, sound, now, end - performance.now());
  return asked.map((one) => ('releases' in one ? answered(one, tables) : one));
}

/** A question, and the releases that its answer is the sum of. */
interface Asked {
  readonly windows: readonly Millis[];
  readonly one: Measured;
  readonly query: string;
  readonly releases: readonly string[];
  readonly isListed: boolean;
}

async function askedOf(
  { slo, windows }: SpentQuestion,
  list: (metric: CloudWatchMetric) => Promise<KnownReleases>,
  seen: SeenReleases,
): Promise<Asked | Spent> {
  const [one] = measuredIn([slo]);
  const [metric] = one === undefined ? [] : totalOf(one.source);
  if (one === undefined || metric === undefined) {
    const trouble = noData(`${slo.name} is not measured in CloudWatch`, 'ask its own source');
    return { kind: 'trouble', query: slo.name, trouble };
  }
  const query = `${countedText(one, RELEASE_PLACE)}, of all releases together`;
  const known = await list(metric);
  if (known.kind === 'source-down' || known.kind === 'no-data')
    return { kind: 'trouble', query, trouble: known };
  const listed = known.kind === 'releases' ? known.releases : [];
  const releases = [...new Set([...listed, ...seen(slo.name)])];
  const isWhole = known.kind !== 'releases' || (known.isWhole && releases.length <= MOST_RELEASES);
  const trouble = releases.length === 0 ? nothingOf(one) : isWhole ? null : tooMany(one);
  if (trouble !== null) return { kind: 'trouble', query, trouble };
  return { windows, one, query, releases, isListed: listed.length > 0 };
}

/** Counts by period, of all that was asked with periods of one length. */
interface Table {
  readonly to: number;
  readonly rows: ReadonlyMap<Asked, ByRelease>;
}

async function tablesOf(
  client: Client,
  asked: readonly Asked[],
  now: number,
  limitMs: number,
): Promise<ReadonlyMap<number, Table>> {
  const longest = new Map<number, number>();
  const reach = (period: number, length: number): void => {
    longest.set(period, Math.max(longest.get(period) ?? 0, whole(length, period)));
  };
  for (const { one, windows } of asked) {
    for (const window of windows) {
      const period = periodFor(window, one);
      reach(period, window);
      reach(finest(one), period);
    }
  }
  const tables = [...longest].map(async ([period, length]): Promise<[number, Table]> => {
    const own = asked.filter(({ one, windows }) =>
      [finest(one), ...windows.map((window) => periodFor(window, one))].includes(period),
    );
    const delay = Math.max(...own.map(({ one }) => one.source.server.delay));
    const to = Math.floor((now - delay) / period) * period;
    const span: Span = { from: to - length, to };
    const found = await countsByRelease(client, own, span, period, limitMs);
    const rows = own.flatMap((one, index) => {
      const row = found[index];
      return row === undefined ? [] : [[one, row] as const];
    });
    return [period, { to, rows: new Map(rows) }];
  });
  return new Map(await Promise.all(tables));
}

function answered(asked: Asked, tables: ReadonlyMap<number, Table>): Spent {
  const { one, query } = asked;
  const told = (trouble: Trouble): Spent => ({ kind: 'trouble', query, trouble });
  const windows: Counts[] = [];
  for (const window of asked.windows) {
    const period = periodFor(window, one);
    const long = countedIn(asked, tables.get(period));
    if ('kind' in long) return told(long);
    const recent = countedIn(asked, tables.get(finest(one)));
    if ('kind' in recent) return told(recent);
    const from = long.to - whole(window, period);
    const sum = sumOf([
      ...long.periods.filter(([at]) => at >= from).map(([, counts]) => counts),
      // What came in since the last long period ended.
      ...recent.periods.filter(([at]) => at >= long.to).map(([, counts]) => counts),
    ]);
    if (sum.bad > sum.total) return told(tooBad(one, window, sum));
    windows.push(sum);
  }
  if (!asked.isListed && windows.every(({ total }) => total === 0)) return told(nothingOf(one));
  return { kind: 'counts', query, windows };
}

/** Of all releases, each period by when it began. */
interface Counted {
  readonly to: number;
  readonly periods: readonly (readonly [at: number, counts: Counts])[];
}

function countedIn(asked: Asked, table: Table | undefined): Counted | Trouble {
  const row = table?.rows.get(asked);
  if (table === undefined || row === undefined) return nothingOf(asked.one);
  if (row.kind !== 'by-release') return row;
  return { to: table.to, periods: [...row.counts.values()].flatMap((counts) => [...counts]) };
}

/** AWS keeps periods of less than 5 minutes for 15 days, and of less than an hour for 63. */
function periodFor(window: Millis, one: Measured): number {
  if (window <= DAY_MS) return finest(one);
  return whole(one.source.server.period, window <= 15 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS);
}

function finest({ source }: Measured): number {
  return whole(source.server.period, MINUTE_MS);
}

/** So many periods that the length is in them. */
function whole(length: number, period: number): number {
  return Math.ceil(length / period) * period;
}

function nothingOf({ slo, source }: Measured): Trouble {
  const [metric] = totalOf(source);
  const what = metric === undefined ? slo.name : metricText(metric, RELEASE_PLACE);
  return noData(
    `CloudWatch lists no release of ${what} with data of the last two weeks`,
    'check the namespace, the name, the dimensions, the region and the account',
  );
}

function tooMany({ slo }: Measured): Trouble {
  return noData(
    `${slo.name} has more releases with data of the last two weeks than can be added up, ${MOST_RELEASES}, or too many other metrics beside them`,
    'take a value under split that changes less often, or a metric with fewer dimensions',
  );
}

function tooBad({ slo }: Measured, window: Millis, { bad, total }: Counts): Trouble {
  return noData(
    `${slo.name} counts ${bad} bad requests of ${total} in the last ${formatDuration(window)}`,
    'bad must be a part of total: check both',
  );
}
