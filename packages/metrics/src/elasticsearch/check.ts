import { formatDuration, millis } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import type { Expected, SliCheck, Trouble } from '../source.ts';
import { noData } from '../web/json-api.ts';
import type { SearchClient } from './client.ts';
import { fieldsIn } from './fields.ts';
import { checkSearch, queryText, type Measured, type Search } from './searches.ts';
import { staleness } from './staleness.ts';

const LOOK_BACK_MS = 3_600_000;
const MOST_SHOWN = 10;

/** Whether an SLI can be measured for the release that is there already; without one, whether the query is taken. */
export async function checkSli(
  client: SearchClient,
  measured: Measured,
  { candidate, stable }: Expected,
  to: number,
  limitMs: number,
): Promise<SliCheck> {
  const { slo, source } = measured;
  const known = [candidate, stable].flatMap((release) => release ?? []);
  const values = (stable === null ? [] : [stable]).flatMap(
    (release) => valueFor(release, source.split) ?? [],
  );
  const search = checkSearch(measured, values, { from: to - LOOK_BACK_MS, to });
  const found = (trouble: Trouble | null): SliCheck => ({ sli: slo.name, query: queryText(search), trouble });

  const confusion = confusionOf(known, { label: source.split.field, value: source.split.value });
  if (confusion !== null) {
    return found(
      noData(confusion, 'name the releases apart with --release, or take another value under split'),
    );
  }
  const trouble =
    (await fieldTrouble(client, measured, limitMs)) ??
    (await countTrouble(client, search, measured, values, to, limitMs));
  // Before a first release there may be no documents, and then no index and no fields either.
  return found(stable === null && trouble?.kind === 'no-data' ? null : trouble);
}

/** A field that is not there finds nothing, and one of the wrong type something else. */
async function fieldTrouble(
  client: SearchClient,
  { source: { index, counts, split, time } }: Measured,
  limitMs: number,
): Promise<Trouble | null> {
  const asked = [
    { fields: fieldsIn(counts.total), by: 'total' },
    ...(counts.kind === 'queries' ? [{ fields: fieldsIn(counts.bad), by: 'bad' }] : []),
  ];
  const needed = [time, split.field, ...(counts.kind === 'duration' ? [counts.field] : [])];
  const all = [...new Set([...needed, ...asked.flatMap(({ fields }) => fields)])];
  const answer = await client.fieldTypes(index, all, limitMs);
  if (answer.kind !== 'types') return answer;
  const { types } = answer;

  const wrong = (
    field: string,
    key: string,
    fits: (type: string) => boolean,
    wants: string,
  ): Trouble | null => {
    const has = types.get(field) ?? [];
    if (has.length === 0) return unmapped(index, field, key);
    const misfit = has.find((type) => !fits(type));
    if (misfit === undefined) return null;
    const mend = /text/.test(misfit) && key === 'split' ? `${field}.keyword` : `a field of type ${wants}`;
    return noData(`${field} is of type ${shown(misfit)} in ${index}`, `name ${mend} under ${key}`);
  };
  const misfit =
    wrong(time, 'time', (type) => DATES.has(type), 'date') ??
    wrong(split.field, 'split', (type) => !/text/.test(type) && type !== 'object', 'keyword') ??
    (counts.kind === 'duration'
      ? wrong(counts.field, 'duration', (type) => NUMBERS.has(type), 'long or double')
      : null);
  if (misfit !== null) return misfit;
  for (const { fields, by } of asked) {
    const missing = fields.find((field) => !types.has(field));
    if (missing !== undefined) return unmapped(index, missing, by);
  }
  return null;
}

const DATES = new Set(['date', 'date_nanos']);
const NUMBERS = new Set([
  'long',
  'integer',
  'short',
  'byte',
  'double',
  'float',
  'half_float',
  'scaled_float',
  'unsigned_long',
]);

function unmapped(index: string, field: string, key: string): Trouble {
  return noData(
    `${index} has no field ${field}, which ${key} names, so that nothing would ever be found by it`,
    'check the name, or map the field in the template of the index',
  );
}

/** What a look would say of it now. */
async function countTrouble(
  client: SearchClient,
  search: Search,
  { source: { index, split, server } }: Measured,
  [value]: readonly string[],
  to: number,
  limitMs: number,
): Promise<Trouble | null> {
  const [result] = await client.search([search], limitMs);
  if (result === undefined) return null;
  if (result.kind !== 'found') return result;
  if (value === undefined) return null;
  const { found } = result;
  const hour = formatDuration(millis(LOOK_BACK_MS));
  if (found.newest === null) {
    return noData(`total finds no document of the last ${hour} in ${index}`, 'check total, index and time');
  }
  const stale = staleness(found, to - LOOK_BACK_MS, to + server.delay, server);
  if (stale !== null) return noData(stale, 'check that logs come in, or write a longer max-age');
  if ((found.releases[0]?.total ?? 0) > 0) return null;
  if (found.values.length === 0) {
    return noData(
      `no document of the last ${hour} that total finds has ${split.field}, so that the releases can't be told apart`,
      'name the field that tells releases apart under split',
    );
  }
  const cut = found.values.length > MOST_SHOWN ? [...found.values.slice(0, MOST_SHOWN), '…'] : found.values;
  return noData(
    `no document of the last ${hour} has ${split.field}: ${value}, the live release; there are ${shown(cut.join(', '))}`,
    'let the application log its release in this field, or say under split what its value is',
  );
}
