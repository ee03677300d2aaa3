import type { Counts, Reading } from '@glidepath/analysis';
import type { HttpServer, HttpSource, Release, Slo } from '@glidepath/model';
import { confusionOf, valueFor } from '../release-value.ts';
import type { Expected, ForeignSource, SliCheck, SourceContext, Trouble } from '../source.ts';
import { noPast } from '../past-minutes.ts';
import { noData, type Ask, type Asked } from '../web/json-api.ts';
import { WindowCounts } from '../window-counts.ts';
import { countsIn } from './counts.ts';
import { Endpoint } from './endpoint.ts';
import { historyOf, type Told } from './history.ts';
import { Intervals } from './intervals.ts';
import { askFor, asksOfTime, asksSince } from './request.ts';

const CHECKED_MS = 3_600_000;

/** SLIs from numbers in the answers of an endpoint; one request for all that ask the same at a look. */
export function createHttp(
  server: HttpServer,
  context: SourceContext,
  now: () => number = Date.now,
): ForeignSource {
  const endpoint = new Endpoint(server, context);
  const readings = new Readings();
  // Whole seconds, so that times in seconds say the same.
  const settled = (): number => Math.floor((now() - server.delay) / 1000) * 1000;
  return {
    async read(slos, { candidate, stable }) {
      const until = settled();
      const ask = endpoint.look(context.lookLimit);
      return Promise.all(
        measuredIn(slos).map(async ({ slo, source }) => {
          const known = [candidate, ...(stable === null ? [] : [stable])];
          const confusion = confusionIn(known, source);
          const of = async (release: Release): Promise<Reading> =>
            confusion === null
              ? readings.read(
                  slo.name,
                  source,
                  valueFor(release, { value: source.release }) ?? '',
                  until,
                  ask,
                )
              : { kind: 'no-data', why: confusion };
          const [own, other] = await Promise.all([of(candidate), stable === null ? null : of(stable)]);
          return { sli: slo.name, candidate: own, stable: other, latency: null };
        }),
      );
    },
    async history(slos, past) {
      const end = performance.now() + context.lookLimit;
      const all = measuredIn(slos).filter(({ source }) => asksOfTime(source.request));
      return Promise.all(
        all.map(async ({ slo, source }) => {
          const confusion = confusionIn([past.release], source);
          if (confusion !== null) return noPast(slo.name, confusion);
          const release = valueFor(past.release, { value: source.release }) ?? '';
          return historyOf(slo.name, past, settled(), async (since, until) =>
            countsOf(source, { release, since, until }, endpoint.look(Math.max(1, end - performance.now()))),
          );
        }),
      );
    },
    async check(slos, releases) {
      const until = settled();
      const ask = endpoint.look(server.timeout);
      return Promise.all(measuredIn(slos).map((one) => checkSli(one, releases, until, ask)));
    },
    usage: async (slos) =>
      measuredIn(slos).map(({ slo }) => ({
        sli: slo.name,
        rates: null,
        budgetLeft: null,
        why: 'an endpoint of the source http says nothing of rates and of the budget',
      })),
    spent: async (questions) =>
      questions.map(({ slo }) => ({ kind: 'trouble', query: slo.name, trouble: TIMES_PAST })),
  };
}

const TIMES_PAST = noData(
  'an endpoint of the source http knows nothing of times past',
  'take another source',
);

interface Measured {
  readonly slo: Slo;
  readonly source: HttpSource;
}

function measuredIn(slos: readonly Slo[]): readonly Measured[] {
  return slos.flatMap((slo) => (slo.source.kind === 'http' ? [{ slo, source: slo.source }] : []));
}

function confusionIn(releases: readonly Release[], { release }: HttpSource): string | null {
  return confusionOf(releases, { label: '{release}', value: release });
}

type AskOnce = (ask: Ask) => Promise<Asked>;

/** What was read so far: where times began and ended, and how much there was. */
class Readings {
  readonly #window = new WindowCounts();
  readonly #intervals = new Intervals();
  #since: number | null = null;

  async read(
    sli: string,
    source: HttpSource,
    release: string,
    until: number,
    ask: AskOnce,
  ): Promise<Reading> {
    this.#since ??= until;
    const key = `${sli} ${release}`;
    switch (source.counts) {
      case 'since-start': {
        const from = this.#since;
        const window = asksSince(source.request);
        // Of no time at all nothing can be asked.
        if (window && until <= from) return this.#window.reading(key, NOTHING, release, until);
        const answer = await countsOf(source, { release, since: from, until }, ask);
        if (!answer.ok) return told(answer.trouble);
        // A counter of the endpoint's own may begin anew; what it counts from a given time on can't.
        return window ? this.#window.reading(key, answer.counts, release, until) : cumulative(answer.counts);
      }
      case 'since-last': {
        const { end, sum } = this.#intervals.soFar(key) ?? this.#intervals.begin(key, until);
        if (until <= end) return { ...cumulative(sum), until: end };
        const answer = await countsOf(source, { release, since: end, until }, ask);
        if (!answer.ok) return told(answer.trouble);
        return { ...cumulative(this.#intervals.add(key, until, answer.counts).sum), until };
      }
    }
  }
}

const NOTHING: Counts = { bad: 0, total: 0 };

async function countsOf(
  source: HttpSource,
  filling: Parameters<typeof askFor>[1],
  ask: AskOnce,
): Promise<Told> {
  const asked = await ask(askFor(source, filling));
  if (asked.kind !== 'json') return { ok: false, trouble: asked };
  const counted = countsIn(source, filling.release, asked.json);
  return counted.ok ? counted : { ok: false, trouble: noData(counted.why, counted.mend) };
}

function cumulative(counts: Counts): Extract<Reading, { kind: 'cumulative' }> {
  return { kind: 'cumulative', series: [{ id: 'all', ...counts }] };
}

function told({ kind, why, mend }: Trouble): Reading {
  return { kind, why: `${why}; ${mend}` };
}

/** Whether an SLI can be measured for the release that is there already; without one, whether there is an answer. */
async function checkSli(
  { slo, source }: Measured,
  { candidate, stable }: Expected,
  until: number,
  ask: AskOnce,
): Promise<SliCheck> {
  const known = [candidate, stable].flatMap((release) => release ?? []);
  const asked = stable ?? candidate;
  const release = asked === null ? 'none' : (valueFor(asked, { value: source.release }) ?? 'none');
  const filling = { release, since: until - CHECKED_MS, until };
  const { method, path, body } = askFor(source, filling);
  const query = `${method} ${source.server.url}${path}${body === '' ? '' : ` ${body}`}`;
  const found = (trouble: Trouble | null): SliCheck => ({ sli: slo.name, query, trouble });
  const confusion = confusionIn(known, source);
  if (confusion !== null) {
    return found(
      noData(confusion, 'name the releases apart with --release, or take another value under release'),
    );
  }
  const answer = await countsOf(source, filling, ask);
  if (!answer.ok) return found(stable === null && answer.trouble.kind === 'no-data' ? null : answer.trouble);
  if (stable === null || answer.counts.total > 0) return found(null);
  return found(
    noData(
      `there are no requests of the live release, ${release}, in the answer`,
      'check what stands for the release in the request, in total and in bad',
    ),
  );
}
