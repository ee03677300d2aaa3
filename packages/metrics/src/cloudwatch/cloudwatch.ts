import type { Reading } from '@glidepath/analysis';
import type { Pair, SourceReading } from '@glidepath/conductor';
import { formatDuration, millis, type CloudWatchServer, type Release, type Slo } from '@glidepath/model';
import type { ForeignSource, SourceContext } from '../source.ts';
import { Account } from './account.ts';
import { Batch, type Asked } from './batch.ts';
import { checkSlis } from './check.ts';
import { Client, type Fetched, type Span } from './client.ts';
import { historyOf } from './history.ts';
import {
  measuredIn,
  metricText,
  releaseConfusion,
  releaseValue,
  totalOf,
  type Measured,
} from './measured.ts';
import { periodsOf, timeText } from './periods.ts';
import { spentOf } from './spent.ts';
import { usageOf } from './usage.ts';

/** What came in later than this is not looked for any more. */
const LATE_MS = 15 * 60_000;
/** Periods shorter than a minute are kept so long. */
const SHORT_KEPT_MS = 3 * 3_600_000;

/** SLIs from metrics in CloudWatch: all of one look in one call. */
export function createCloudWatch(
  server: CloudWatchServer,
  { lookLimit }: Pick<SourceContext, 'lookLimit'>,
  now: () => number = Date.now,
): ForeignSource {
  const client = new Client(server);
  const accounts = new Accounts(server);
  return {
    read: async (slos, releases) =>
      look({ client, server, accounts, limitMs: lookLimit, now: now() }, slos, releases),
    history: async (slos, past) => historyOf(client, server, measuredIn(slos), past, now(), lookLimit),
    check: async (slos, releases) => checkSlis(client, measuredIn(slos), releases, now()),
    usage: async (slos) => Promise.all(measuredIn(slos).map((one) => usageOf(client, one, now()))),
    spent: async (questions, limit) =>
      spentOf(client, questions, (sli) => accounts.releasesOf(sli), now(), limit),
  };
}

/** An account for each SLI and release; all begin with the period of the first look. */
class Accounts {
  readonly #server: CloudWatchServer;
  /** By SLI and then by release. */
  readonly #known = new Map<string, Map<string, Account>>();

  constructor(server: CloudWatchServer) {
    this.#server = server;
  }

  of({ slo }: Measured, value: string, now: number): Account {
    const own = this.#known.get(slo.name) ?? new Map<string, Account>();
    this.#known.set(slo.name, own);
    const { period } = this.#server;
    const account = own.get(value) ?? new Account(Math.floor(now / period) * period, period);
    own.set(value, account);
    return account;
  }

  /** The releases that were looked at, as CloudWatch knows them. */
  releasesOf(sli: string): readonly string[] {
    return [...(this.#known.get(sli)?.keys() ?? [])];
  }
}

interface Looking {
  readonly client: Client;
  readonly server: CloudWatchServer;
  readonly accounts: Accounts;
  readonly limitMs: number;
  readonly now: number;
}

/** What one look asks about one SLI and release. */
interface Entry {
  readonly one: Measured;
  readonly value: string;
  readonly account: Account;
  readonly asked: Asked;
}

async function look(
  looking: Looking,
  slos: readonly Slo[],
  { candidate, stable }: Pair,
): Promise<readonly SourceReading[]> {
  const { server, accounts, now } = looking;
  const known = [candidate, ...(stable === null ? [] : [stable])];
  const batch = new Batch(server.period);
  const questions = measuredIn(slos).map((one) => {
    const confusion = releaseConfusion(known, one.source);
    const ask = (release: Release): Entry => {
      const value = releaseValue(release, one.source) ?? '';
      return { one, value, account: accounts.of(one, value, now), asked: batch.ask(one, value) };
    };
    return { one, confusion, entries: confusion === null ? known.map(ask) : [] };
  });
  const span = spanOf(
    looking,
    questions.flatMap(({ entries }) => entries.map(({ account }) => account)),
  );
  const fetched: Fetched =
    span.from < span.to
      ? await looking.client.fetch(batch.calls, span, looking.limitMs)
      : { kind: 'fetched', answers: new Map() };
  return questions.map(({ one, confusion, entries }): SourceReading => {
    const [first, second] =
      confusion === null
        ? entries.map((entry) => readingOf(looking, entry, fetched, span))
        : known.map(() => nothing(confusion));
    return {
      sli: one.slo.name,
      candidate: first ?? nothing('nothing was asked'),
      stable: stable === null ? null : (second ?? nothing('nothing was asked')),
      latency: null,
    };
  });
}

function nothing(why: string): Reading {
  return { kind: 'no-data', why };
}

/** Closed periods only, and those before them in which late data may have come in. */
function spanOf({ server: { period, delay }, now }: Looking, accounts: readonly Account[]): Span {
  const to = Math.floor((now - delay) / period) * period;
  const from = Math.min(to, ...accounts.map((account) => account.since(to, LATE_MS)));
  const oldest = Math.ceil((now - SHORT_KEPT_MS) / period) * period;
  return { from: period < 60_000 ? Math.max(from, oldest) : from, to };
}

function readingOf(
  { server, now }: Looking,
  { one, value, account, asked }: Entry,
  fetched: Fetched,
  span: Span,
): Reading {
  const [metric] = totalOf(one.source);
  const what = metric === undefined ? one.slo.name : metricText(metric, value);
  if (span.from < span.to) {
    const found =
      fetched.kind === 'fetched' ? periodsOf(asked, fetched.answers, span, server.period) : fetched;
    if (found.kind !== 'periods') return { kind: found.kind, why: `${found.why}; ${found.mend}` };
    account.add(found.counts, span.to);
  }
  const { newest, wrong, sum } = account;
  if (newest === null) {
    if (account.tellAbsence()) return { kind: 'cumulative', series: [], until: span.to };
    return { kind: 'no-data', why: `${what} has no data yet, up to ${timeText(span.to)}` };
  }
  if (now - newest > server.maxAge) {
    const age = formatDuration(millis(Math.round((now - newest) / 1000) * 1000));
    const limit = formatDuration(server.maxAge);
    return { kind: 'no-data', why: `the newest data of ${what} is ${age} old, more than max-age, ${limit}` };
  }
  if (wrong !== null) {
    const { bad, total } = wrong.counts;
    return {
      kind: 'no-data',
      why: `${what}: ${bad} bad requests of ${total} in the period from ${timeText(wrong.at)} on`,
    };
  }
  return { kind: 'cumulative', series: [{ id: what, ...sum }], until: span.to };
}
