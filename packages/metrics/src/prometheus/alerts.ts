import {
  formatAlertMatchers,
  formatDuration,
  millis,
  type AlertMatcher,
  type PrometheusServer,
} from '@glidepath/model';
import { alertName } from '../alert-name.ts';
import type { Alerts, AlertSource, SourceContext, Trouble } from '../source.ts';
import { allHold, couldHold } from './alert-matching.ts';
import { listed } from './check-words.ts';
import { clockOf } from '../web/exchange.ts';
import { Client, type Ask } from './client.ts';
import { readRules, type AlertRule } from './rules-answer.ts';

/** Alerts by the alerting rules of Prometheus. */
export function createPrometheusAlerts(server: PrometheusServer, context: SourceContext): AlertSource {
  const client = new Client(server, context);
  return {
    async firing(alerts, limit) {
      const endpoint = `GET ${server.url}${PATH}`;
      if (alerts.kind !== 'prometheus')
        return troubled(
          endpoint,
          noData(`alerts of ${alerts.kind} are not in Prometheus`, 'ask their own source'),
        );
      const { matchers } = alerts;
      const query = `${endpoint}, alerts with ${formatAlertMatchers(matchers)}`;
      const answer = await client.ask(RULES, limit);
      if (answer.kind === 'failed') return troubled(query, answer.trouble);
      return alertsIn(answer.value, matchers, query, (text) => client.shown(text));
    },
  };
}

// Thanos is told not to leave out the rules that it could not get.
const PATH = '/api/v1/rules?type=alert&partial_response=false';

interface Evaluated {
  readonly rules: readonly AlertRule[];
  /** By the server's clock. */
  readonly now: number;
}

const RULES: Ask<Evaluated> = {
  path: PATH,
  form: null,
  read: (reply) => {
    const answer = readRules(reply.body);
    return answer.kind === 'read'
      ? { kind: 'read', value: { rules: answer.value, now: clockOf(reply) } }
      : answer;
  },
  what: 'the rules of the rules API',
  permission: 'aps:ListRules',
  mendRefused: 'check that it has the rules API',
  mendLarge:
    'it has too many alerts to read them all; ask its Alertmanager, which selects by matchers itself',
};

type Shown = (text: string) => string;

function alertsIn(
  { rules, now }: Evaluated,
  matchers: readonly AlertMatcher[],
  query: string,
  shown: Shown,
): Alerts {
  const firing = rules.flatMap((rule) =>
    rule.alerts
      .filter(
        ({ state, labels }) => state === 'firing' && allHold(matchers, { alertname: rule.name, ...labels }),
      )
      .map(({ labels, since }) => ({
        name: alertName({ ...labels, alertname: rule.name }, matchers, shown),
        since,
      })),
  );
  if (firing.length > 0) return { kind: 'alerts', query, firing };
  const meant = rules.filter(({ name, labels }) => couldHold(matchers, name, labels));
  if (meant.length === 0) return troubled(query, nothingMeant(rules, matchers, shown));
  const troubles = meant.flatMap((rule) => ruleTrouble(rule, now, shown) ?? []);
  const [first] = troubles;
  if (first === undefined) return { kind: 'alerts', query, firing: [] };
  const others =
    troubles.length > 1 ? `, and ${troubles.length - 1} more of those that are meant have trouble too` : '';
  return troubled(query, { ...first, why: `${first.why}${others}` });
}

function nothingMeant(rules: readonly AlertRule[], matchers: readonly AlertMatcher[], shown: Shown): Trouble {
  const names = [...new Set(rules.map(({ name }) => name))];
  return noData(
    `no alerting rule can give an alert with ${formatAlertMatchers(matchers)}; there are ${shown(listed(names))}`,
    'check the matchers, and that the rules are loaded there',
  );
}

const MOST_INTERVALS = 5;

/** Why a rule would not fire even if it had reason to. */
function ruleTrouble(rule: AlertRule, now: number, shown: Shown): Trouble | null {
  const { name, health, lastError, evaluatedAt, intervalMs } = rule;
  if (health === 'err') {
    const said = lastError === '' ? '' : `: ${shown(lastError)}`;
    return noData(`the rule ${shown(name)} can't be evaluated${said}`, 'mend the rule, or what it asks for');
  }
  if (evaluatedAt === null || intervalMs === null) return null;
  // Go writes the year 1 for never.
  if (evaluatedAt < 0)
    return noData(`the rule ${shown(name)} was not evaluated yet`, 'wait for its first time');
  const ageMs = now - evaluatedAt;
  if (ageMs <= MOST_INTERVALS * intervalMs) return null;
  return noData(
    `the rule ${shown(name)} was last evaluated ${formatDuration(millis(Math.round(ageMs / 1000) * 1000))} ago, ` +
      `and should be every ${formatDuration(millis(Math.round(intervalMs)))}`,
    'look at the log of the server that evaluates it',
  );
}

function troubled(query: string, trouble: Trouble): Alerts {
  return { kind: 'trouble', query, trouble };
}

function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}
