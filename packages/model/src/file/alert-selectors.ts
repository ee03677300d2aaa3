import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import type { AlertmanagerAlerts, CloudWatchAlarms, DatadogMonitors, PrometheusAlerts } from '../guard.ts';
import { parseAlertMatchers } from '../text/alert-matchers.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { docs, mapping, oneOrMore, oneOrMoreForms, read, refuse, written } from './scalars.ts';

/** Which alerts a guard means, in each place where alerts are. */

const MATCHERS_MEND = `write matchers on labels, such as 'severity="page"'`;
function matchers(description: string, example: string) {
  return read(parseAlertMatchers, MATCHERS_MEND).register(docs, { description, examples: [example] });
}

const TAG = /^[^\s,"\p{Cc}]{1,200}$/u;
const TAGS_MEND = 'write tags, such as [service:checkout]';
const Tags = oneOrMore(
  written(
    (text) =>
      TAG.test(text)
        ? parsed(text)
        : faulty(`is ${quote(text)}`, 'no tag of Datadog', 'write for example service:checkout'),
    TAGS_MEND,
  ).register(docs, { description: 'A tag, as Datadog shows it.', pattern: TAG.source }),
  TAGS_MEND,
);

const ALARMS_MEND = 'write names of alarms, such as [checkout-5xx], or { prefix: checkout- }';
function alarm(description: string, example: string) {
  return written(parseLine(255, ALARMS_MEND), ALARMS_MEND).register(docs, {
    description,
    examples: [example],
  });
}
const Alarms = z.pipe(
  z.union(
    [
      ...oneOrMoreForms(alarm('The name of an alarm.', 'checkout-5xx'), ALARMS_MEND),
      mapping({ prefix: alarm('All alarms whose name begins so.', 'checkout-') }, ALARMS_MEND),
    ],
    { error: ALARMS_MEND },
  ),
  z.transform((named: string[] | { prefix: string }): CloudWatchAlarms['alarms'] =>
    Array.isArray(named) ? { kind: 'names', names: named } : { kind: 'prefix', prefix: named.prefix },
  ),
);

/** The sources that have alerts, as keys of a file. */
export const ALERT_SOURCES = ['alertmanager', 'prometheus', 'datadog', 'cloudwatch'] as const;

export const alertKeys = {
  alertmanager: z.optional(
    matchers(
      'Alerts in an Alertmanager, by matchers on their labels; not those that are silenced or inhibited.',
      'service="checkout", severity=~"page|critical"',
    ),
  ),
  prometheus: z.optional(
    matchers('Alerts of the alerting rules in Prometheus, by matchers on their labels.', 'severity="page"'),
  ),
  datadog: z.optional(Tags).register(docs, {
    description: 'Monitors in Datadog that have all of these tags, one or a list.',
    examples: [['service:checkout']],
  }),
  cloudwatch: z.optional(Alarms).register(docs, {
    description:
      'Alarms in Amazon CloudWatch, by name, one or a list; or { prefix } for all whose name begins so.',
    examples: [['checkout-5xx'], { prefix: 'checkout-' }],
  }),
};
type AlertKeys = { [Key in keyof typeof alertKeys]?: z.output<(typeof alertKeys)[Key]> | undefined };

/** Alerts whose server is still to be named. */
export type AlertsDraft =
  | Omit<AlertmanagerAlerts, 'server'>
  | Omit<PrometheusAlerts, 'server'>
  | Omit<DatadogMonitors, 'server'>
  | Omit<CloudWatchAlarms, 'server'>;

export const ALERTS_MEND = `write for example alerts: { alertmanager: 'severity="page"' }`;

/** Null where not exactly one source is named, and the payload says so. */
export function alertsDraft(form: AlertKeys, payload: z.core.ParsePayload): AlertsDraft | null {
  const [kind, second] = ALERT_SOURCES.filter((name) => form[name] !== undefined);
  if (second !== undefined) {
    const mend = `write it as a guard of its own: - alerts: { ${second}: ... }`;
    refuse(payload, fault(`stands beside ${kind}`, 'each guard looks in one place', mend), [second]);
    return null;
  }
  const { alertmanager, prometheus, datadog, cloudwatch } = form;
  if (alertmanager !== undefined) return { kind: 'alertmanager', matchers: alertmanager };
  if (prometheus !== undefined) return { kind: 'prometheus', matchers: prometheus };
  if (datadog !== undefined) return { kind: 'datadog', tags: datadog };
  if (cloudwatch !== undefined) return { kind: 'cloudwatch', alarms: cloudwatch };
  // What an unknown key was meant to be is told already.
  if (payload.issues.length === 0) refuse(payload, fault('names no source', null, ALERTS_MEND));
  return null;
}
