import type { CloudWatchAlarms, CloudWatchServer } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import type { Alerts, AlertSource, Trouble } from '../source.ts';
import { AlarmClient, type Alarm } from './alarm-client.ts';
import { noData } from './trouble.ts';

type Selection = CloudWatchAlarms['alarms'];

/** Metric alarms and composite ones. Only their state counts: whether they have actions, and may take them, does not. */
export function createCloudWatchAlarms(server: CloudWatchServer): AlertSource {
  const client = new AlarmClient(server);
  return {
    async firing(alerts, limit): Promise<Alerts> {
      if (alerts.kind !== 'cloudwatch') {
        const why = `alerts of ${alerts.kind} are none of CloudWatch's`;
        return { kind: 'trouble', query: alerts.kind, trouble: noData(why, 'ask where they are') };
      }
      const query = queryText(alerts.alarms);
      const described = await client.describe(alerts.alarms, limit);
      return described.kind === 'described'
        ? judged(query, alerts.alarms, described.alarms)
        : { kind: 'trouble', query, trouble: described };
    },
  };
}

/** As the API has it. */
function queryText(selection: Selection): string {
  switch (selection.kind) {
    case 'names':
      return `DescribeAlarms AlarmNames: ${JSON.stringify(selection.names)}`;
    case 'prefix':
      return `DescribeAlarms AlarmNamePrefix: ${JSON.stringify(selection.prefix)}`;
  }
}

/** One that fires is told, whatever is wrong with the others. */
function judged(query: string, selection: Selection, alarms: readonly Alarm[]): Alerts {
  const firing = alarms.filter(({ state }) => state === 'ALARM');
  const trouble =
    firing.length > 0 ? null : (absence(selection, alarms) ?? unevaluated(alarms) ?? withoutData(alarms));
  if (trouble !== null) return { kind: 'trouble', query, trouble };
  return { kind: 'alerts', query, firing: firing.map(({ name, since }) => ({ name: shown(name), since })) };
}

function absence(selection: Selection, alarms: readonly Alarm[]): Trouble | null {
  switch (selection.kind) {
    case 'names': {
      const known = new Set(alarms.map(({ name }) => name));
      const missing = selection.names.filter((name) => !known.has(name));
      if (missing.length === 0) return null;
      return noData(
        `there is no metric alarm or composite alarm named ${named(missing)}`,
        'check the name, the region and the account',
      );
    }
    case 'prefix':
      if (alarms.length > 0) return null;
      return noData(
        `there is no metric alarm or composite alarm whose name begins with ${named([selection.prefix])}`,
        'check the prefix, the region and the account',
      );
  }
}

/** Its state is that of an earlier time. */
function unevaluated(alarms: readonly Alarm[]): Trouble | null {
  const [first] = alarms.filter(({ evaluation }) => evaluation !== null);
  if (first === undefined) return null;
  return noData(
    `the alarm ${named([first.name])} is not evaluated as it should be (${shown(first.evaluation ?? '')})`,
    'look at the alarm in the console, which says what is wrong with its query or its metrics',
  );
}

function withoutData(alarms: readonly Alarm[]): Trouble | null {
  const without = alarms.filter(({ state }) => state === 'INSUFFICIENT_DATA');
  if (without.length === 0) return null;
  const names = named(without.map(({ name }) => name));
  return noData(
    `${names} ${without.length === 1 ? 'has' : 'have'} too little data to tell (INSUFFICIENT_DATA)`,
    'check the metric, or let the alarm treat missing data as not breaching (TreatMissingData: notBreaching)',
  );
}

const MOST_NAMED = 5;

function named(all: readonly string[]): string {
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
  return (
    all
      .slice(0, MOST_NAMED)
      .map((name) => JSON.stringify(shown(name)))
      .join(', ') + more
  );
}
