import type { Counts } from '@glidepath/analysis';
import type { Millis } from '@glidepath/model';
import type { Spent, SpentQuestion, Trouble } from '../source.ts';
import { down, noData } from '../web/json-api.ts';
import type { SearchClient } from './client.ts';
import { measuredIn, queryText, spansSearch, type Measured, type Search, type Span } from './searches.ts';

/** How long ago the last document may be without which nothing is known of an SLI. */
const KNOWN_MS = 30 * 86_400_000;

/**
 * What all releases counted up to `to`: one search for each question, all in one request. Where one finds nothing at all, a
 * second request tells whether there ever was anything.
 */
export async function spentOf(
  client: SearchClient,
  questions: readonly SpentQuestion[],
  to: number,
  limitMs: number,
): Promise<readonly Spent[]> {
  const end = performance.now() + limitMs;
  const asked = questions.map((question) => askedOf(question, to));
  const known = asked.flatMap((one) => one ?? []);
  const answers = await answersTo(client, known, limitMs);
  const silent = known.filter((one) => answers.get(one) === null);
  const unknown = await unknownOf(client, silent, to, end - performance.now());
  return asked.map((one, index): Spent => {
    if (one === null) {
      const query = questions[index]?.slo.name ?? '';
      return {
        kind: 'trouble',
        query,
        trouble: noData(`${query} is not measured here`, 'ask its own source'),
      };
    }
    const query = queryText(one.search);
    const windows = answers.get(one) ?? unknown.get(one) ?? one.windows.map(() => NOTHING);
    return 'kind' in windows
      ? { kind: 'trouble', query, trouble: windows }
      : { kind: 'counts', query, windows };
  });
}

const NOTHING: Counts = { bad: 0, total: 0 };

interface Asked {
  readonly measured: Measured;
  readonly windows: readonly Millis[];
  readonly search: Search;
}

/** Null: it is measured elsewhere. */
function askedOf({ slo, windows }: SpentQuestion, to: number): Asked | null {
  const [measured] = measuredIn([slo]);
  if (measured === undefined) return null;
  const spans = windows.map((window): Span => ({ from: to - window, to }));
  return { measured, windows, search: spansSearch(measured, spans) };
}

/** Of each window; null where no document was found in any. */
type Windows = readonly Counts[] | Trouble | null;

async function answersTo(
  client: SearchClient,
  asked: readonly Asked[],
  limitMs: number,
): Promise<ReadonlyMap<Asked, Windows>> {
  const found = await client.search(
    asked.map(({ search }) => search),
    limitMs,
  );
  return new Map(
    asked.map((one, index): readonly [Asked, Windows] => {
      const result = found[index];
      if (result === undefined) return [one, down('nothing was answered', 'try again')];
      if (result.kind !== 'found') return [one, result];
      const { newest, releases } = result.found;
      if (releases.length !== one.windows.length)
        return [one, down('the answer has other windows than were asked for', 'try the query by hand')];
      return [one, newest === null ? null : releases.map(({ bad, total }) => ({ bad, total }))];
    }),
  );
}

/** Those of which nothing is known, and why that is trouble. */
async function unknownOf(
  client: SearchClient,
  silent: readonly Asked[],
  to: number,
  limitMs: number,
): Promise<ReadonlyMap<Asked, Trouble>> {
  const found = await client.search(
    silent.map(({ measured }) => spansSearch(measured, [{ from: to - KNOWN_MS, to }])),
    Math.max(1, limitMs),
  );
  return new Map(
    silent.flatMap((one, index): readonly (readonly [Asked, Trouble])[] => {
      const result = found[index];
      if (result !== undefined && result.kind !== 'found') return [[one, result]];
      if (result !== undefined && result.found.newest !== null) return [];
      const why = `total finds no document of the last 30d in ${one.measured.source.index}`;
      return [[one, noData(why, 'check total, index and time')]];
    }),
  );
}
