import { DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchAlarms, CloudWatchServer } from '@glidepath/model';
import * as z from 'zod/mini';
import type { Trouble } from '../source.ts';
import { Connection } from './connection.ts';
import { down, garbage, type Purpose } from './trouble.ts';

export interface Alarm {
  readonly name: string;
  readonly state: State;
  /** When it came into this state, in ms since 1970; null where CloudWatch does not say. */
  readonly since: number | null;
  /** What is wrong with its evaluation; null: nothing. */
  readonly evaluation: string | null;
}

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
type State = (typeof STATES)[number];

export type Described = { readonly kind: 'described'; readonly alarms: readonly Alarm[] } | Trouble;

type Selection = CloudWatchAlarms['alarms'];
type Wanted = Pick<DescribeAlarmsCommandInput, 'AlarmNames' | 'AlarmNamePrefix'>;

/** What one call takes, of names and of alarms. */
const MOST_A_CALL = 100;
const MOST_PAGES = 50;

const PURPOSE: Purpose = {
  permissions: 'cloudwatch:DescribeAlarms',
  mendRefused: 'check the names of the alarms',
};

/** The alarms of CloudWatch in one region. Never rejects. */
export class AlarmClient {
  readonly #connection: Connection;

  constructor(server: CloudWatchServer) {
    this.#connection = new Connection(server, PURPOSE);
  }

  /** Those of the selection that are there. */
  async describe(selection: Selection, limitMs: number): Promise<Described> {
    return this.#connection.within(limitMs, async (signal): Promise<Described> => {
      const alarms: Alarm[] = [];
      for (const found of await Promise.all(
        callsFor(selection).map((call) => this.#allPages(call, signal)),
      )) {
        if (found.kind !== 'described') return found;
        alarms.push(...found.alarms.filter(({ name }) => isSelected(selection, name)));
      }
      return { kind: 'described', alarms };
    });
  }

  async #allPages(wanted: Wanted, signal: AbortSignal): Promise<Described> {
    const alarms: Alarm[] = [];
    let next: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const output: unknown = await this.#connection.sdk.send(
        new DescribeAlarmsCommand({
          ...wanted,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: MOST_A_CALL,
          ...(next === null ? {} : { NextToken: next }),
        }),
        { abortSignal: signal },
      );
      const read = z.safeParse(pageSchema, output);
      if (!read.success) return garbage('JSON of another form');
      const { MetricAlarms = [], CompositeAlarms = [], NextToken } = read.data;
      alarms.push(...[...MetricAlarms, ...CompositeAlarms].map(alarmOf));
      if (NextToken === undefined) return { kind: 'described', alarms };
      next = NextToken;
    }
    return down(
      `CloudWatch's list of alarms has more than ${MOST_PAGES} pages`,
      'name the alarms, or write a longer prefix',
    );
  }
}

function callsFor(selection: Selection): readonly Wanted[] {
  switch (selection.kind) {
    case 'names': {
      const { names } = selection;
      return Array.from({ length: Math.ceil(names.length / MOST_A_CALL) }, (_, call) => ({
        AlarmNames: names.slice(call * MOST_A_CALL, (call + 1) * MOST_A_CALL),
      }));
    }
    case 'prefix':
      return [{ AlarmNamePrefix: selection.prefix }];
  }
}

function isSelected(selection: Selection, name: string): boolean {
  switch (selection.kind) {
    case 'names':
      return selection.names.includes(name);
    case 'prefix':
      return name.startsWith(selection.prefix);
  }
}

const alarmSchema = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(STATES),
  StateTransitionedTimestamp: z.optional(z.date()),
  StateUpdatedTimestamp: z.optional(z.date()),
  EvaluationState: z.optional(z.string()),
});
const pageSchema = z
  .object({
    MetricAlarms: z.optional(z.array(alarmSchema)),
    CompositeAlarms: z.optional(z.array(alarmSchema)),
    NextToken: z.optional(z.string()),
  })
  .check(z.refine(({ MetricAlarms, CompositeAlarms }) => (MetricAlarms ?? CompositeAlarms) !== undefined));

function alarmOf(one: z.output<typeof alarmSchema>): Alarm {
  const at = (one.StateTransitionedTimestamp ?? one.StateUpdatedTimestamp)?.getTime();
  return {
    name: one.AlarmName,
    state: one.StateValue,
    since: at === undefined || Number.isNaN(at) ? null : at,
    evaluation: one.EvaluationState ?? null,
  };
}
