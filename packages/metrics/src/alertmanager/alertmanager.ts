import {
  formatAlertMatchers,
  formatDuration,
  millis,
  type AlertmanagerAlerts,
  type AlertmanagerServer,
} from '@glidepath/model';
import { alertName } from '../alert-name.ts';
import type { Alerts, AlertSource, SourceContext, Trouble } from '../source.ts';
import { down, JsonApi, noData, type Knowledge } from '../web/json-api.ts';
import { errorIn, readAlerts, readStatus, type Alert, type Read, type Status } from './answer.ts';
import { filterText } from './filters.ts';

/** Alerts that fire in an Alertmanager, or in what speaks its API. */
export function createAlertmanager(server: AlertmanagerServer, context: SourceContext): AlertSource {
  const api = new JsonApi({ ...server, headersEnv: {}, place: PLACE }, KNOWLEDGE, context);
  return {
    firing: async (alerts, limit) => {
      const endpoint = `GET ${server.url}${ALERTS}`;
      if (alerts.kind !== 'alertmanager') {
        const trouble = noData(`alerts of ${alerts.kind} are not in an Alertmanager`, 'ask their own source');
        return { kind: 'trouble', query: endpoint, trouble };
      }
      const query = `${endpoint}, alerts with ${formatAlertMatchers(alerts.matchers)}`;
      const [found, status] = await Promise.all([
        ask(api, server.url, `${ALERTS}?${searchOf(alerts)}`, readAlerts, limit),
        ask(api, server.url, STATUS, readStatus, limit),
      ]);
      return judged(alerts, query, found, status, (text) => api.shown(text));
    },
  };
}

const PLACE = 'sources.alertmanager';
const ALERTS = '/api/v2/alerts';
const STATUS = '/api/v2/status';
const KNOWLEDGE: Knowledge = {
  errorIn,
  troubleIn: () => null,
  mendQuery: 'check the matchers of the guard; of =~ and !~ the value is a regular expression in RE2',
  mendMissing: `there is no API v2 of an Alertmanager; check ${PLACE}.url, and its path`,
};

/** Alertmanager keeps no alerts over a restart, and Prometheus sends each again after a minute and an evaluation. */
const LEARNING_MS = 120_000;

/** `at`: when, by the server's own clock. */
type Had<T> = { readonly kind: 'had'; readonly value: T; readonly at: number } | Trouble;

/** Silenced and inhibited alerts are left out there; what is not yet looked at is wanted. */
function searchOf({ matchers }: AlertmanagerAlerts): string {
  const search = new URLSearchParams([
    ['active', 'true'],
    ['silenced', 'false'],
    ['inhibited', 'false'],
    ['unprocessed', 'true'],
    ...matchers.map((matcher): [string, string] => ['filter', filterText(matcher)]),
  ]);
  return search.toString();
}

async function ask<T>(
  api: JsonApi,
  url: string,
  path: string,
  read: (json: unknown) => Read<T>,
  limitMs: number,
): Promise<Had<T>> {
  const asked = await api.ask({ method: 'GET', path, body: '', type: 'application/json' }, limitMs);
  if (asked.kind !== 'json') return asked;
  const answer = read(asked.json);
  if (answer.kind === 'read') return { kind: 'had', value: answer.value, at: asked.at };
  const what = path.replace(/\?.*$/s, '');
  return down(`${url}${what} answered with ${answer.why}`, `check ${PLACE}.url: it names an Alertmanager`);
}

/** What fires is told in any case. That nothing does is only believed of one that knows. */
function judged(
  { matchers }: AlertmanagerAlerts,
  query: string,
  found: Had<readonly Alert[]>,
  status: Had<Status>,
  clean: (text: string) => string,
): Alerts {
  if (found.kind !== 'had') return { kind: 'trouble', query, trouble: found };
  const firing = found.value
    .filter(({ state }) => state === 'active')
    .map(({ labels, since }) => ({ name: alertName(labels, matchers, clean), since }));
  if (firing.length > 0) return { kind: 'alerts', query, firing };
  const trouble = status.kind === 'had' ? doubtOf(status.value, found.value, status.at) : status;
  return trouble === null ? { kind: 'alerts', query, firing } : { kind: 'trouble', query, trouble };
}

/** Why nobody can tell yet whether all is quiet. */
function doubtOf({ settling, since }: Status, alerts: readonly Alert[], at: number): Trouble | null {
  if (settling) {
    return noData(
      'the Alertmanager is not ready: its cluster is settling',
      'wait a moment; if it lasts, look at its peers under /#/status',
    );
  }
  if (since !== null && at - since < LEARNING_MS) {
    const age = formatDuration(millis(Math.max(0, Math.floor((at - since) / 1000) * 1000)));
    return noData(
      `the Alertmanager began ${age} ago and may not know of all alerts yet: it keeps none over a restart`,
      `wait until it has run for ${formatDuration(millis(LEARNING_MS))}`,
    );
  }
  const waiting = alerts.filter(({ state }) => state === 'unprocessed').length;
  if (waiting === 0) return null;
  return noData(
    `alerts that match came in, ${waiting}, and the Alertmanager has not yet looked whether they are silenced`,
    'wait a moment; if it lasts, look at its log',
  );
}
