import { formatDuration, millis, RELEASE_PLACE, type CloudWatchMetric } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import type { Expected, SliCheck, Trouble } from '../source.ts';
import { Batch, type Asked } from './batch.ts';
import type { Client, Fetched, Span } from './client.ts';
import { knownReleases } from './known-releases.ts';
import {
  metricsOf,
  metricText,
  questionText,
  releaseConfusion,
  releaseValue,
  totalOf,
  type Measured,
} from './measured.ts';
import { periodsOf, timeText } from './periods.ts';
import { noData } from './trouble.ts';

const LEAST_BACK_MS = 15 * 60_000;
const MOST_SHOWN = 10;

/** Whether each SLI can be measured for the release that is there already; without one, whether it may be asked for. */
export async function checkSlis(
  client: Client,
  measured: readonly Measured[],
  { candidate, stable }: Expected,
  now: number,
): Promise<readonly SliCheck[]> {
  const [first] = measured;
  if (first === undefined) return [];
  const { server } = first.source;
  const known = [candidate, stable].flatMap((release) => release ?? []);
  const batch = new Batch(server.period);
  const asked = measured.map((one) => {
    const release = stable ?? candidate;
    const value = (release === null ? null : releaseValue(release, one.source)) ?? RELEASE_PLACE;
    return { one, value, asked: batch.ask(one, value) };
  });
  const to = Math.floor((now - server.delay) / server.period) * server.period;
  const back = Math.ceil(Math.max(server.maxAge, LEAST_BACK_MS) / server.period) * server.period;
  const span = { from: to - back, to };
  const fetched = await client.fetch(batch.calls, span, server.timeout);
  return Promise.all(
    asked.map(async (entry): Promise<SliCheck> => {
      const { one, value } = entry;
      const confusion = releaseConfusion(known, one.source);
      const trouble =
        confusion === null
          ? await new Check(client, entry, { fetched, span, now }).trouble(stable !== null)
          : noData(confusion, 'name the releases apart with --release, or take another value under split');
      return { sli: one.slo.name, query: questionText(one, value), trouble };
    }),
  );
}

interface Question {
  readonly one: Measured;
  readonly value: string;
  readonly asked: Asked;
}

interface Found {
  readonly fetched: Fetched;
  readonly span: Span;
  readonly now: number;
}

class Check {
  readonly #client: Client;
  readonly #question: Question;
  readonly #found: Found;

  constructor(client: Client, question: Question, found: Found) {
    this.#client = client;
    this.#question = question;
    this.#found = found;
  }

  /** Null: it can be measured. */
  async trouble(isLive: boolean): Promise<Trouble | null> {
    const { fetched, span, now } = this.#found;
    const { one, asked } = this.#question;
    const { server } = one.source;
    if (fetched.kind !== 'fetched') return fetched;
    const periods = periodsOf(asked, fetched.answers, span, server.period);
    if (periods.kind !== 'periods') return periods;
    if (!isLive) return null;
    const wrong = [...periods.counts].find(([, { bad, total }]) => bad > total);
    if (wrong !== undefined) {
      const [at, { bad, total }] = wrong;
      return noData(
        `${this.#what} counts ${bad} bad requests of ${total} in the period from ${timeText(at)} on`,
        'bad must be a part of total: check both',
      );
    }
    if (periods.counts.size === 0) return this.#absence();
    const newest = Math.max(...periods.counts.keys()) + server.period;
    if (now - newest > server.maxAge) {
      return noData(
        `the newest data of ${this.#what} is ${formatDuration(millis(Math.round((now - newest) / 1000) * 1000))} old`,
        `check that it is published; max-age is ${formatDuration(server.maxAge)}`,
      );
    }
    return this.#unknownBad();
  }

  get #what(): string {
    const { one, value } = this.#question;
    const [metric] = totalOf(one.source);
    return metric === undefined ? one.slo.name : metricText(metric, value);
  }

  /** Nothing came: the name, the dimensions or the release is another one. */
  async #absence(): Promise<Trouble> {
    const { one, value } = this.#question;
    const { span } = this.#found;
    const back = formatDuration(millis(span.to - span.from));
    for (const metric of totalOf(one.source)) {
      const name = `${metric.namespace} ${metric.metric}`;
      const known = await knownReleases(this.#client, metric, one.source.server.timeout);
      switch (known.kind) {
        case 'no-metric':
          return noData(
            `there is no metric ${name}`,
            'check the namespace, the name, the region and the account, and that it is published',
          );
        case 'other-dimensions':
          return noData(
            `${metricText(metric, value)} is not there; ${name} is published with the dimensions ${listed(known.dimensions, '; or ')}`,
            'write all dimensions of one of them, with their values: CloudWatch knows a metric by all of its dimensions',
          );
        case 'releases':
          if (known.releases.includes(value)) break;
          return noData(
            `${name} has no data of ${JSON.stringify(value)}, the stable release; there are ${listed(known.releases, ', ')}`,
            'give the application its release as this dimension, or say under split what its value is',
          );
        case 'no-data':
        case 'source-down':
          break;
      }
    }
    return noData(
      `${this.#what} has no data of the last ${back}`,
      'check that it is published, and the math where there is any',
    );
  }

  /** A misspelt metric of failures would never find one. That there are none now is no fault. */
  async #unknownBad(): Promise<Trouble | null> {
    const { one } = this.#question;
    const { counts, server } = one.source;
    if (counts.kind !== 'counts') return null;
    const totals = new Set(metricsOf(counts.total).map(nameOf));
    for (const metric of metricsOf(counts.bad)) {
      const name = nameOf(metric);
      if (totals.has(name) || BEGINS_WITH_A_FAILURE.has(name)) continue;
      const listing = await this.#client.metrics(metric.namespace, metric.metric, {}, server.timeout);
      if (listing.kind !== 'listed') return listing;
      if (listing.metrics.length > 0) continue;
      return noData(
        `there is no metric ${name} at all, so that a misspelt name could not be told from no failure`,
        'check the name, and let the application publish 0 where nothing failed',
      );
    }
    return null;
  }
}

/** What AWS publishes only when there was something to count. */
const BEGINS_WITH_A_FAILURE = new Set([
  'AWS/ApplicationELB HTTPCode_Target_5XX_Count',
  'AWS/ApplicationELB HTTPCode_Target_4XX_Count',
  'AWS/ApplicationELB HTTPCode_ELB_5XX_Count',
  'AWS/ApplicationELB HTTPCode_ELB_4XX_Count',
  'AWS/ApplicationELB TargetConnectionErrorCount',
  'AWS/ELB HTTPCode_Backend_5XX',
  'AWS/ELB HTTPCode_ELB_5XX',
]);

function nameOf({ namespace, metric }: CloudWatchMetric): string {
  return `${namespace} ${metric}`;
}

function listed(all: readonly string[], between: string): string {
  const more = all.length > MOST_SHOWN ? ` and ${all.length - MOST_SHOWN} more` : '';
  return shown(all.slice(0, MOST_SHOWN).join(between)) + more;
}
