import { clip, oneLine } from '@glidepath/report/foreign-text';
import type { Channel } from '@glidepath/model';
import type { Event } from '@glidepath/rollout';
import type { Address } from './address.ts';
import { escaped } from './escaped.ts';
import type { News } from './news.ts';
import type { Message } from './post.ts';
import { factsOf, headlineOf, linksOf, storyOf } from './telling.ts';

type GrafanaChannel = Extract<Channel, { kind: 'grafana' }>;

/** What POST /api/annotations takes. Times in milliseconds since 1970. */
export interface Annotation {
  /** The only dashboard that shows it; without it every one that asks for its tags. */
  readonly dashboardUID?: string;
  readonly time: number;
  /** Makes a region of it. */
  readonly timeEnd?: number;
  readonly tags: readonly string[];
  /** Grafana shows it as HTML, after it has taken out what could do harm. */
  readonly text: string;
}

/** A tooltip has little room, so a note that goes on and on is cut off. */
const LONGEST = { headline: 300, story: 2_000, fact: 300 } as const;
const MOST_FACTS = 25;
/** Grafana keeps what stands before and behind a tag's first colon in columns of 100 characters. */
const LONGEST_NAME = 100;

export function annotationMessages(
  news: News,
  channel: GrafanaChannel,
  { headers }: Pick<Address, 'headers'>,
): readonly Message[] {
  return annotationsOf(news, channel).map((annotation) => ({ body: JSON.stringify(annotation), headers }));
}

/** One for the entry; at a rollout's end another one over its whole length. */
export function annotationsOf(news: News, channel: GrafanaChannel): readonly Annotation[] {
  const { event, rollout } = news;
  const where = channel.dashboard === null ? {} : { dashboardUID: channel.dashboard };
  const tags = [...tagsOf(news), ...channel.tags];
  const text = textOf(news);
  const point = { ...where, time: event.at, tags: distinct([kindOf(event), ...tags]), text };
  if (event.kind !== 'ended') return [point];
  const region = { time: rollout.startedAt, timeEnd: event.at, tags: distinct(['rollout', ...tags]), text };
  return [point, { ...where, ...region }];
}

/** By which dashboards find it, and people filter. */
function tagsOf({ event, rollout, state }: News): readonly string[] {
  return [
    'glidepath',
    `service:${state.service}`,
    `environment:${state.environment}`,
    `release:${nameFor(rollout.release.name)}`,
    ...(event.verdict === null ? [] : [`verdict:${event.verdict.kind}`]),
    ...(event.kind === 'ended' ? [`decision:${event.decision}`] : []),
  ];
}

function kindOf({ kind }: Event): string {
  switch (kind) {
    case 'started':
      return 'start';
    case 'rolling-back':
      return 'rollback';
    case 'paused':
    case 'left':
      return 'pause';
    case 'ended':
      return 'end';
    case 'stepped':
    case 'resumed':
    case 'promoting':
    case 'watching':
    case 'finishing':
    case 'requested':
    case 'dismissed':
    case 'taken-over':
    case 'renewed':
    case 'closed':
    case 'opened':
    case 'unblocked':
      return 'step';
  }
}

/** HTML: foreign text is escaped, and the only markup is ours. */
function textOf(news: News): string {
  const facts = factsOf(news).slice(0, MOST_FACTS);
  const links = linksOf(news).map(
    ({ name, url }) =>
      `<a href="${escaped(url.href, url.href.length * 6).replaceAll('"', '%22')}">${name}</a>`,
  );
  return [
    `<b>${escaped(headlineOf(news), LONGEST.headline)}</b>`,
    escaped(storyOf(news), LONGEST.story),
    ...facts.map(([name, value]) => escaped(`${name}: ${value}`, LONGEST.fact)),
    ...(links.length === 0 ? [] : [links.join(' · ')]),
    escaped(`${news.links.ledger} at ${news.entry.slice(0, 12)}`, LONGEST.fact),
  ].join('<br>');
}

/**
 * A release's name as a tag has room for it, in bytes. Grafana drops what stands behind a tag's second colon, which would make
 * one of shop:1 and shop:2. Tags are shown as text, so that nothing in them is markup.
 */
function nameFor(name: string): string {
  let short = clip(oneLine(name).replaceAll(':', '_'), LONGEST_NAME);
  while (Buffer.byteLength(short) > LONGEST_NAME) short = short.slice(0, -1).replace(/[\uD800-\uDBFF]$/, '');
  return short;
}

/** Grafana keeps each once. */
function distinct(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)];
}
