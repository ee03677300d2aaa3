import type { Counts } from '@glidepath/analysis';
import { formatDuration, millis, type DatadogCount } from '@glidepath/model';
import type { Spent, SpentQuestion, Trouble } from '../source.ts';
import { noData } from '../web/json-api.ts';
import { askAll, type Ask, type Found } from './batch.ts';
import type { Client } from './client.ts';
import { isKnown, keyOf, knownOf, misspeltTrouble, silentTrouble, unsureOf } from './known-metrics.ts';
import { measuredIn, shownWhole, type Measured } from './measured.ts';
import { fromOf, partsFor, type Part } from './spent-parts.ts';

/** A look asks for its counts first: the short pause that is due after that is no shortage. */
const SCARCE_MS = 2_000;

type Points = ReadonlyMap<number, Counts>;

interface Known {
  readonly to: number;
  readonly points: Points;
}

/** A question, the parts that answer it, and what came for them. */
interface Answered {
  readonly windows: readonly number[];
  readonly measured: Measured;
  readonly had: ReadonlyMap<Part, Known>;
  readonly trouble: Trouble | null;
}

/**
 * What the whole service counted over windows that end now. Windows share answers where their intervals allow it, and a
 * coarse answer is kept until an interval of it is over.
 */
export class SpentCounts {
  readonly #client: Client;
  readonly #maxAge: number;
  readonly #known = new Map<string, Known>();
  /** Queries that counted something at some time: their names are right. */
  readonly #seen = new Set<string>();

  /** @param maxAge how old an answer may be that has to do while the rate limit runs short, in ms */
  constructor(client: Client, maxAge: number) {
    this.#client = client;
    this.#maxAge = maxAge;
  }

  /** @param to end of the newest closed interval */
  async answer(questions: readonly SpentQuestion[], to: number, limitMs: number): Promise<readonly Spent[]> {
    const end = performance.now() + limitMs;
    const parts = partsFor(questions.flatMap(({ windows }) => windows));
    const all = questions.map(({ slo, windows }) => ({ windows, measured: measuredIn([slo])[0] ?? null }));
    const found = await Promise.all(
      parts.map(async (part) => {
        const meant = all.flatMap(({ windows, measured }) =>
          measured !== null && windows.some((window) => part.windows.includes(window)) ? [measured] : [],
        );
        return [part, await this.#read(part, meant, to, limitMs)] as const;
      }),
    );
    const answered = all.flatMap(({ windows, measured }) =>
      measured === null ? [] : [answeredOf(windows, measured, found)],
    );
    const doubts = await this.#doubts(answered, to, end - performance.now());
    return all.map(({ measured, windows }): Spent => {
      const own = answered.find((one) => one.measured === measured && one.windows === windows);
      if (own === undefined) {
        const trouble = noData('the SLI is not measured in Datadog', 'ask its own source');
        return { kind: 'trouble', query: '', trouble };
      }
      const query = shownWhole(own.measured);
      const trouble = own.trouble ?? doubts.get(own) ?? null;
      return trouble === null
        ? { kind: 'counts', query, windows: countsOf(own) }
        : { kind: 'trouble', query, trouble };
    });
  }

  /** What came for one part, by key of the SLI; what is known already is not asked for. */
  async #read(
    part: Part,
    measured: readonly Measured[],
    to: number,
    limitMs: number,
  ): Promise<ReadonlyMap<string, Known | Trouble>> {
    const asks = [...new Map(measured.map(wholeAsk).map((ask) => [ask.key, ask])).values()];
    const keyIn = (ask: Ask): string => `${part.interval}/${part.longest}/${ask.key}`;
    const isScarce = this.#client.pace.pauseMs > SCARCE_MS;
    const newest = to - Math.max(part.interval - 1, isScarce ? this.#maxAge : 0);
    const due = asks.filter((ask) => (this.#known.get(keyIn(ask))?.to ?? -Infinity) < newest);
    const span = { from: fromOf(part.longest, part, to), to, interval: part.interval };
    const found =
      due.length === 0 ? new Map<string, Found>() : await askAll(this.#client, due, span, limitMs);
    return new Map(
      asks.flatMap((ask): readonly [string, Known | Trouble][] => {
        const one = found.get(ask.key);
        if (one !== undefined && one.kind !== 'counts') return [[ask.key, one]];
        if (one !== undefined) this.#known.set(keyIn(ask), { to, points: one.releases.get('') ?? new Map() });
        const known = this.#known.get(keyIn(ask));
        return known === undefined ? [] : [[ask.key, known]];
      }),
    );
  }

  /** Why silence is not to be believed: what never counted anything may be misspelt. */
  async #doubts(
    answered: readonly Answered[],
    to: number,
    limitMs: number,
  ): Promise<ReadonlyMap<Answered, Trouble>> {
    const open = answered.filter(({ trouble }) => trouble === null).map((one) => this.#unsureOf(one));
    const known = await knownOf(
      this.#client,
      open.flatMap(({ silent, unsure }) => [...silent, ...unsure]),
      to,
      limitMs,
    );
    for (const [key, found] of known) if (isKnown(found)) this.#seen.add(key);
    return new Map(
      open.flatMap(({ one, silent, unsure }): readonly [Answered, Trouble][] => {
        const trouble =
          (silent.length === 0 ? null : silentTrouble(silent, known)) ?? misspeltTrouble(unsure, known);
        return trouble === null ? [] : [[one, trouble]];
      }),
    );
  }

  /** Queries of which nothing came, now or before. */
  #unsureOf(one: Answered): Unsure {
    const { measured, had } = one;
    const { bad, total } = sumOf([...had.values()].flatMap(({ points }) => [...points.values()]));
    const isNew = (count: DatadogCount): boolean => !this.#seen.has(keyOf(count));
    return {
      one,
      silent: total === 0 && measured.total.every(isNew) ? measured.total : [],
      unsure: bad === 0 ? unsureOf(measured).filter(isNew) : [],
    };
  }
}

interface Unsure {
  readonly one: Answered;
  readonly silent: readonly DatadogCount[];
  readonly unsure: readonly DatadogCount[];
}

/** An SLI's counts, whichever release answered. */
function wholeAsk({ total, bad }: Measured): Ask {
  return { key: [total, bad].map((counts) => counts.map(keyOf).join('+')).join('/'), tag: null, total, bad };
}

function answeredOf(
  windows: readonly number[],
  measured: Measured,
  found: readonly (readonly [Part, ReadonlyMap<string, Known | Trouble>])[],
): Answered {
  const { key } = wholeAsk(measured);
  const had = new Map<Part, Known>();
  let trouble: Trouble | null = null;
  for (const [part, answers] of found) {
    const one = answers.get(key);
    if (one === undefined || windows.every((window) => !part.windows.includes(window))) continue;
    if ('kind' in one) trouble ??= one;
    else {
      had.set(part, one);
      trouble ??= moreBadThanAll(part, one);
    }
  }
  return { windows, measured, had, trouble };
}

function moreBadThanAll({ longest }: Part, { points }: Known): Trouble | null {
  const { bad, total } = sumOf([...points.values()]);
  if (bad <= total) return null;
  return noData(
    `there are ${bad} bad requests of ${total} in the last ${formatDuration(millis(longest))}`,
    'bad must be a part of total: check both queries',
  );
}

function countsOf({ windows, had }: Answered): readonly Counts[] {
  return windows.map((window) => {
    for (const [part, { to, points }] of had) {
      if (!part.windows.includes(window)) continue;
      const from = fromOf(window, part, to);
      const { bad, total } = sumOf([...points].flatMap(([time, counts]) => (time >= from ? [counts] : [])));
      // What is counted in two metrics need not come in at the same moment.
      return { bad: Math.min(bad, total), total };
    }
    return { bad: 0, total: 0 };
  });
}

function sumOf(all: readonly Counts[]): Counts {
  return all.reduce((sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }), {
    bad: 0,
    total: 0,
  });
}
