import type { Counts } from '@glidepath/analysis';
import type { DatadogCount } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import { down, noData } from '../web/json-api.ts';
import type { Row } from './answer.ts';
import type { Client, Queried, Span } from './client.ts';
import { queryText, type Measured } from './measured.ts';

/** What is to be counted, interval by interval. */
export interface Ask {
  readonly key: string;
  /** By which it is grouped; null: not at all. */
  readonly tag: string | null;
  readonly total: readonly DatadogCount[];
  readonly bad: readonly DatadogCount[];
}

/** An SLI's counts by release. */
export function askFor({ slo, source, total, bad }: Measured): Ask {
  return { key: slo.name, tag: source.split.label, total, bad };
}

/** By value of the tag and begin of the interval; an interval of which nothing came is not there. */
export type Tallied = ReadonlyMap<string, ReadonlyMap<number, Counts>>;
export type Found = { readonly kind: 'counts'; readonly releases: Tallied } | Trouble;

/** What series have that lack the tag. */
export const UNTAGGED = 'N/A';
/** Of one request, so that an answer stays small. */
const MOST_QUERIES = 50;

/** Asks for all in as few requests as can be; one that Datadog does not take spoils no other. */
export async function askAll(
  client: Client,
  asks: readonly Ask[],
  span: Span,
  limitMs: number,
): Promise<ReadonlyMap<string, Found>> {
  const end = performance.now() + limitMs;
  const parts = await Promise.all(
    divided(asks).map(async (part): Promise<readonly (readonly [string, Found])[]> => {
      const together = await askTogether(client, part, span, limitMs);
      if (part.length === 1 || together.kind !== 'refused') return foundIn(together, part, span);
      const each = part.map(async (one) =>
        foundIn(await askTogether(client, [one], span, end - performance.now()), [one], span),
      );
      return (await Promise.all(each)).flat();
    }),
  );
  return new Map(parts.flat());
}

function divided(asks: readonly Ask[]): readonly (readonly Ask[])[] {
  const parts: Ask[][] = [];
  let size = Infinity;
  for (const ask of asks) {
    const own = ask.total.length + ask.bad.length;
    if (size + own > MOST_QUERIES) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(ask);
    size += own;
  }
  return parts;
}

type Together = Queried & { readonly indexOf?: ReadonlyMap<string, number> };

/** SLIs that count the same share the query. */
async function askTogether(
  client: Client,
  asks: readonly Ask[],
  span: Span,
  limitMs: number,
): Promise<Together> {
  const texts = new Set(
    asks.flatMap(({ tag, total, bad }) => [...total, ...bad].map((count) => queryText(count, tag))),
  );
  const indexOf = new Map([...texts].map((text, index) => [text, index]));
  const answer = await client.query([...texts], span, limitMs);
  if (answer.kind !== 'rows') return answer;
  const stray = answer.rows.find(({ query }) => query >= texts.size);
  if (stray === undefined) return { ...answer, indexOf };
  return down(
    `${client.url} answered for query ${stray.query} of ${texts.size}`,
    'check what stands in between',
  );
}

function foundIn(answer: Together, asks: readonly Ask[], span: Span): readonly (readonly [string, Found])[] {
  switch (answer.kind) {
    case 'refused':
      return asks.map(({ key }) => [key, answer.trouble]);
    case 'no-data':
    case 'source-down':
      return asks.map(({ key }) => [key, answer]);
    case 'rows':
      return asks.map((ask) => [ask.key, tallied(ask, answer, span)]);
  }
}

const MEND_FIGURES = 'look at the query in Datadog, and at what sends the metric';

/** Adds up the counts of one SLI, and refuses what no count can be. */
function tallied(
  { tag, total, bad }: Ask,
  { times, rows, indexOf }: Extract<Together, { kind: 'rows' }>,
  { from, to }: Span,
): Found {
  const releases = new Map<string, Map<number, Counts>>();
  for (const [part, counts] of [['total', total] as const, ['bad', bad] as const]) {
    for (const count of counts) {
      const query = queryText(count, tag);
      const seen = new Set<string>();
      for (const row of rows.filter((one) => one.query === indexOf?.get(query))) {
        const value = valueOf(row, tag);
        if (value === null) {
          const tags = shown(row.tags.join(', '));
          return noData(`${query} came grouped by ${tags}, not by ${tag ?? 'nothing'}`, MEND_FIGURES);
        }
        if (seen.has(value)) return noData(`${query} came twice for ${shown(value)}`, MEND_FIGURES);
        seen.add(value);
        const points = releases.get(value) ?? new Map<number, Counts>();
        releases.set(value, points);
        for (const [index, figure] of row.values.entries()) {
          const time = times[index] ?? NaN;
          if (figure === null || !(time >= from && time < to)) continue;
          const wrong = wrongWith(figure);
          if (wrong !== null) return noData(`${query} is ${figure}, ${wrong.why}`, wrong.mend);
          const known = points.get(time) ?? { bad: 0, total: 0 };
          points.set(time, { ...known, [part]: known[part] + Math.round(figure) });
        }
      }
    }
  }
  return { kind: 'counts', releases };
}

/** Null where it is grouped by something else. */
function valueOf({ tags }: Row, tag: string | null): string | null {
  const [first, another] = tags;
  if (another !== undefined) return null;
  if (tag === null) return first === undefined ? '' : null;
  if (first === undefined) return UNTAGGED;
  return first.startsWith(`${tag}:`) ? first.slice(tag.length + 1) : null;
}

/** Rates are made counts by arithmetic, which is off by a little. */
const ROUNDING = 1e-6;

function wrongWith(figure: number): { readonly why: string; readonly mend: string } | null {
  if (!(figure >= 0 && figure <= Number.MAX_SAFE_INTEGER))
    return { why: 'and a count is a whole number from 0', mend: MEND_FIGURES };
  if (Math.abs(figure - Math.round(figure)) <= ROUNDING * Math.max(1, figure)) return null;
  return {
    why: 'no whole number: what is sampled or averaged is an estimate, and no count',
    mend: 'send the metric as a count, without a sample rate',
  };
}
