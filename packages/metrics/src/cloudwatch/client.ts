import { setTimeout as sleep } from 'node:timers/promises';
import { GetMetricDataCommand, ListMetricsCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchServer } from '@glidepath/model';
import * as z from 'zod/mini';
import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import { joined, readPage, type Answer } from './answer.ts';
import { Connection } from './connection.ts';
import { down, garbage, type Purpose } from './trouble.ts';

/** What a look asks of a time, in ms since 1970; from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Fetched = { readonly kind: 'fetched'; readonly answers: ReadonlyMap<string, Answer> } | Trouble;

/** The dimensions of each metric of that name which had data of late; of a very long list only the first ones. */
export type Listed =
  | {
      readonly kind: 'listed';
      readonly metrics: readonly Readonly<Record<string, string>>[];
      readonly isWhole: boolean;
    }
  | Trouble;

/** 100,800 points fit into a page. */
const MOST_PAGES = 50;
const MOST_LISTED_PAGES = 4;
const PAUSE_MS = 200;

const PURPOSE: Purpose = {
  permissions: 'cloudwatch:GetMetricData and cloudwatch:ListMetrics',
  mendRefused: 'check the names, dimensions and the math of the SLOs',
};

/** The metrics of CloudWatch in one region. Never rejects. */
export class Client {
  readonly #connection: Connection;

  constructor(server: CloudWatchServer) {
    this.#connection = new Connection(server, PURPOSE);
  }

  /** The answers to all queries; those that CloudWatch failed at are asked for once more while there is time. */
  async fetch(calls: readonly (readonly MetricDataQuery[])[], span: Span, limitMs: number): Promise<Fetched> {
    return this.#connection.within(limitMs, async (signal): Promise<Fetched> => {
      const answers = new Map<string, Answer>();
      for (const found of await Promise.all(calls.map((call) => this.#answered(call, span, signal)))) {
        if (found.kind !== 'fetched') return found;
        for (const [id, answer] of found.answers) answers.set(id, answer);
      }
      return { kind: 'fetched', answers };
    });
  }

  async #answered(call: readonly MetricDataQuery[], span: Span, signal: AbortSignal): Promise<Fetched> {
    const first = await this.#allPages(call, span, signal);
    if (first.kind !== 'fetched') return first;
    const failed = [...first.answers.values()].some(({ status }) => status === 'InternalError');
    if (!failed) return first;
    await sleep(PAUSE_MS, undefined, { signal });
    return this.#allPages(call, span, signal);
  }

  async #allPages(
    call: readonly MetricDataQuery[],
    { from, to }: Span,
    signal: AbortSignal,
  ): Promise<Fetched> {
    const answers = new Map<string, Answer>();
    let next: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const output: unknown = await this.#connection.sdk.send(
        new GetMetricDataCommand({
          MetricDataQueries: [...call],
          StartTime: new Date(from),
          EndTime: new Date(to),
          ScanBy: 'TimestampAscending',
          ...(next === null ? {} : { NextToken: next }),
        }),
        { abortSignal: signal },
      );
      const read = readPage(output);
      if (typeof read === 'string') return garbage(read);
      if (read.said !== '') {
        const said = shown(read.said, this.#connection.secrets);
        return down(`CloudWatch answered in part only: ${said}`, 'name fewer metrics in the SLOs');
      }
      for (const [id, answer] of read.answers) answers.set(id, joined(answers.get(id), answer));
      if (read.next === null) return { kind: 'fetched', answers };
      ({ next } = read);
    }
    return down(`CloudWatch's answer has more than ${MOST_PAGES} pages`, 'write a longer period');
  }

  /** Which metrics of a name had data of late, by the dimensions that are given; a value of null is any. */
  async metrics(
    namespace: string,
    metric: string,
    dimensions: Readonly<Record<string, string | null>>,
    limitMs: number,
  ): Promise<Listed> {
    return this.#connection.within(limitMs, async (signal): Promise<Listed> => {
      const found: Record<string, string>[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_LISTED_PAGES; page++) {
        const output: unknown = await this.#connection.sdk.send(
          new ListMetricsCommand({
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) =>
              Value === null ? { Name } : { Name, Value },
            ),
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          { abortSignal: signal },
        );
        const read = z.safeParse(listSchema, output);
        if (!read.success) return garbage('JSON of another form');
        const { Metrics, NextToken } = read.data;
        for (const { Dimensions = [] } of Metrics) {
          found.push(Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])));
        }
        token = NextToken;
        if (token === undefined) break;
      }
      return { kind: 'listed', metrics: found, isWhole: token === undefined };
    });
  }
}

const listSchema = z.object({
  Metrics: z.array(
    z.object({ Dimensions: z.optional(z.array(z.object({ Name: z.string(), Value: z.string() }))) }),
  ),
  NextToken: z.optional(z.string()),
});
