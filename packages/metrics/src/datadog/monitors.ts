import type { DatadogMonitors, DatadogServer } from '@glidepath/model';
import { namedWith } from '../alert-name.ts';
import type { AlertSource, FiringAlert, SourceContext, Trouble } from '../source.ts';
import { down, noData } from '../web/json-api.ts';
import { Client } from './client.ts';
import { MEND_BETWEEN } from './mends.ts';
import { readMatches, readMonitors, type Group, type Monitor, type MonitorState } from './monitor-answer.ts';
import { mutes, type Mute } from './mutes.ts';

/**
 * Monitors in Datadog that are in alert and not muted.
 * @param now ms since 1970
 */
export function createDatadogMonitors(
  server: DatadogServer,
  context: SourceContext,
  now: () => number = Date.now,
): AlertSource {
  const client = new Client(server, context.env, now);
  return {
    firing: async (alerts, limit) => {
      const endpoint = `GET ${client.url}${MONITORS}`;
      if (alerts.kind !== 'datadog') {
        const trouble = noData(`alerts of ${alerts.kind} are not in Datadog`, 'ask their own source');
        return { kind: 'trouble', query: endpoint, trouble };
      }
      const query = `${endpoint}?monitor_tags=${alerts.tags.join(',')}`;
      const firing = await firingOf(client, alerts, now(), performance.now() + limit);
      if ('kind' in firing) return { kind: 'trouble', query, trouble: firing };
      return { kind: 'alerts', query, firing };
    },
  };
}

const MONITORS = '/api/v1/monitor';
const PAGE = 100;
const MOST_PAGES = 20;
const MAY_READ = 'monitors_read';
const MAY_READ_DOWNTIMES = 'monitors_downtime';
/** Whose downtimes are asked for at a time; in a storm of alerts the others are taken as they are. */
const MOST_ASKED = 20;

/** What fires is told in any case. That nothing does is only believed of monitors that can tell. */
async function firingOf(
  client: Client,
  { tags }: DatadogMonitors,
  nowMs: number,
  end: number,
): Promise<readonly FiringAlert[] | Trouble> {
  const all = await monitorsWith(client, tags, nowMs, end);
  if ('kind' in all) return all;
  if (all.length === 0) {
    return noData(
      `there is no monitor with ${tags.join(', ')}`,
      'write the tags as Datadog shows them at the monitors, and give them to those that are meant',
    );
  }
  const loud = all.flatMap((monitor) => stillOpen(monitor, 'alert', monitor.mutes));
  const blind = all.flatMap((monitor) => stillOpen(monitor, 'blind', monitor.mutes));
  const heard = await withoutMuted(client, loud, 'alert', end);
  if (heard.open.length > 0) return heard.open.flatMap((one) => alertsOf(client, one));
  const unseeing = await withoutMuted(client, blind, 'blind', end);
  return heard.trouble ?? blindness(client, unseeing.open) ?? unseeing.trouble ?? [];
}

/** All monitors that have all of the tags; drafts tell nobody. */
async function monitorsWith(
  client: Client,
  tags: readonly string[],
  nowMs: number,
  end: number,
): Promise<readonly Monitor[] | Trouble> {
  const found = new Map<number, Monitor>();
  for (let page = 0; page < MOST_PAGES; page++) {
    const search = new URLSearchParams({
      monitor_tags: tags.join(','),
      group_states: 'all',
      with_downtimes: 'true',
      page: String(page),
      page_size: String(PAGE),
    });
    const asked = await client.get(`${MONITORS}?${search.toString()}`, MAY_READ, end - performance.now());
    if (asked.kind !== 'json') return asked;
    const read = readMonitors(asked.json, nowMs);
    if (read.kind === 'other')
      return down(`${client.url} answered with ${read.why}, not with monitors`, MEND_BETWEEN);
    for (const monitor of read.value) found.set(monitor.id, monitor);
    if (read.value.length < PAGE) return [...found.values()].filter((one) => !one.draft && hasAll(one, tags));
  }
  return down(
    `more than ${MOST_PAGES * PAGE} monitors have ${tags.join(', ')}`,
    'name more tags, so that the monitors of this service are left',
  );
}

/** Datadog's description does not say whether one of several tags is enough for it. It keeps tags in small letters. */
function hasAll(monitor: Monitor, tags: readonly string[]): boolean {
  const own = new Set(monitor.tags.map((tag) => tag.toLowerCase()));
  return tags.every((tag) => own.has(tag.toLowerCase()));
}

/** A monitor, and those of its groups in a state that nothing mutes. */
interface Open {
  readonly monitor: Monitor;
  readonly groups: readonly Group[];
}

function stillOpen(monitor: Monitor, state: MonitorState, by: readonly Mute[]): readonly Open[] {
  const own = monitor.groups.filter((group) => group.state === state);
  if (monitor.state !== state && (state !== 'alert' || own.length === 0)) return [];
  const meant = own.length > 0 ? own : [{ name: '', state, since: null }];
  const groups = meant.filter(({ name }) => by.every((mute) => !mutes(mute, name)));
  return groups.length === 0 ? [] : [{ monitor, groups }];
}

/** Downtimes of the new kind are told by another endpoint, monitor by monitor. */
async function withoutMuted(
  client: Client,
  all: readonly Open[],
  state: MonitorState,
  end: number,
): Promise<{ readonly open: readonly Open[]; readonly trouble: Trouble | null }> {
  const [asked, rest] = [all.slice(0, MOST_ASKED), all.slice(MOST_ASKED)];
  const found = await Promise.all(
    asked.map(async ({ monitor }) => ({ monitor, by: await mutesOf(client, monitor, end) })),
  );
  const troubles = found.flatMap(({ by }) => ('kind' in by ? [by] : []));
  const open = found.flatMap(({ monitor, by }) =>
    'kind' in by ? [] : stillOpen(monitor, state, [...monitor.mutes, ...by]),
  );
  return { open: [...open, ...rest], trouble: troubles[0] ?? null };
}

async function mutesOf(client: Client, { id }: Monitor, end: number): Promise<readonly Mute[] | Trouble> {
  const path = `/api/v2/monitor/${id}/downtime_matches?page%5Blimit%5D=${PAGE}`;
  const asked = await client.get(path, MAY_READ_DOWNTIMES, end - performance.now());
  if (asked.kind !== 'json') return asked;
  const read = readMatches(asked.json);
  if (read.kind === 'read') return read.value;
  return down(`${client.url} answered with ${read.why}, not with downtimes`, MEND_BETWEEN);
}

function alertsOf(client: Client, { monitor, groups }: Open): readonly FiringAlert[] {
  return groups.map(({ name, since }) => {
    const tags = name.split(',').filter((tag) => tag.includes(':'));
    return { name: namedWith(monitor.name, tags, (text) => client.shown(text)), since };
  });
}

function blindness(client: Client, open: readonly Open[]): Trouble | null {
  const [first, ...others] = open;
  if (first === undefined) return null;
  const { name, stateName } = first.monitor;
  const more = others.length === 0 ? '' : `, and ${others.length} more can't tell either`;
  return noData(
    `the monitor ${client.shown(name)} is in ${client.shown(stateName)}${more}`,
    'look at its query; where no data is no fault, let it take missing data for OK, or mute it',
  );
}
