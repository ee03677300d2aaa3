import { readVector, type Sample } from './answer.ts';
import type { Ask, Client, Outcome } from './client.ts';

/** What a query gave now, by the server's clock. */
export type Queried = Outcome<readonly Sample[]>;

export interface Query {
  readonly promql: string;
  /** Whether it can be a part of another one. */
  readonly joins: boolean;
}

/** Tells the answers of joined queries apart; a label of our own. */
export const QUERY = 'glidepath_query';

/** Proxies and servers take a form of this size without being asked to. */
const LONGEST_QUERY = 8_000;

/**
 * Queries of one look joined into as few requests as possible, all evaluated at the same instant. One that the server
 * refuses, or can't answer in time, must not blind the others: they are asked again one by one, and those that failed
 * go alone from then on. Where there was no time to find out they all go alone, and join again once when they are answered.
 */
export class Batches {
  readonly #client: Client;
  readonly #alone = new Set<string>();
  readonly #cameBack = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** One answer for each query, in their order. Never rejects. */
  async ask(queries: readonly Query[], limitMs: number): Promise<readonly Queried[]> {
    const different = new Map(
      queries.map((query) => [query.promql, query.joins && !this.#alone.has(query.promql)]),
    );
    const groups = grouped([...different]);
    const answers = new Map(
      (await Promise.all(groups.map((group) => this.#askGroup(group, limitMs)))).flat(),
    );
    return queries.flatMap(({ promql }) => answers.get(promql) ?? []);
  }

  async one(query: string, limitMs: number): Promise<Queried> {
    return this.#client.ask(instant(query), limitMs);
  }

  async #askGroup(
    group: readonly string[],
    limitMs: number,
  ): Promise<readonly (readonly [string, Queried])[]> {
    const [only] = group;
    if (only !== undefined && group.length === 1) return [[only, await this.#askAlone(only, limitMs)]];
    const end = performance.now() + limitMs;
    const joined = await this.one(group.map(marked).join(' or '), limitMs);
    if (joined.kind === 'good') return apart(group, joined.value);
    if (joined.blame === 'server') return group.map((query) => [query, joined]);
    const leftMs = end - performance.now();
    if (leftMs <= 0) {
      for (const query of group) this.#alone.add(query);
      return group.map((query) => [query, joined]);
    }
    const answers = await Promise.all(
      group.map(async (query) => [query, await this.one(query, leftMs)] as const),
    );
    const culprits = answers.flatMap(([query, { kind }]) => (kind === 'failed' ? [query] : []));
    // Where all failed it was none of them. Where none did, together they are too much.
    if (culprits.length < group.length)
      for (const query of culprits.length === 0 ? group : culprits) this.#alone.add(query);
    if (culprits.length === 0) for (const query of group) this.#cameBack.add(query);
    return answers;
  }

  async #askAlone(query: string, limitMs: number): Promise<Queried> {
    const answer = await this.one(query, limitMs);
    if (answer.kind === 'good' && this.#alone.has(query) && !this.#cameBack.has(query)) {
      this.#alone.delete(query);
      this.#cameBack.add(query);
    }
    return answer;
  }
}

function grouped(
  queries: readonly (readonly [promql: string, joins: boolean])[],
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let length = Infinity;
  for (const [query, joins] of queries) {
    if (!joins) {
      groups.unshift([query]);
      continue;
    }
    const more = marked(query, groups.length).length + ' or '.length;
    const last = groups.at(-1);
    if (last === undefined || length + more > LONGEST_QUERY) {
      groups.push([query]);
      length = more;
    } else {
      last.push(query);
      length += more;
    }
  }
  return groups;
}

function marked(query: string, index: number): string {
  return `label_replace(${query}, "${QUERY}", "${index}", "", "")`;
}

/** What belongs to none of them goes to all: a server that makes series up is believed in nothing. */
function apart(
  group: readonly string[],
  samples: readonly Sample[],
): readonly (readonly [string, Queried])[] {
  const known = new Set(group.map((_, index) => String(index)));
  const own = new Map<string, Sample[]>();
  const strays: Sample[] = [];
  for (const sample of samples) {
    const { [QUERY]: mark = '', ...labels } = sample.labels;
    const list = known.has(mark) ? (own.get(mark) ?? []) : strays;
    list.push({ ...sample, labels });
    if (list !== strays) own.set(mark, list);
  }
  return group.map((query, index) => [
    query,
    { kind: 'good', value: [...(own.get(String(index)) ?? []), ...strays] },
  ]);
}

function instant(query: string): Ask<readonly Sample[]> {
  return {
    path: '/api/v1/query',
    // Thanos is told not to answer with a part of the series; others pass over what they don't know.
    form: (limitMs) => ({
      query,
      timeout: `${Math.max(1, Math.floor(limitMs))}ms`,
      partial_response: 'false',
    }),
    read: ({ body }) => readVector(body),
    what: 'a vector of the query API',
    permission: 'aps:QueryMetrics',
    mendRefused: 'try the query by hand, and check the selectors',
    mendLarge: 'narrow the selectors to this service',
  };
}
