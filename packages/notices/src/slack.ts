import { countsText, shortDigest, weightText } from '@glidepath/report/figures';
import { clip, oneLine } from '@glidepath/report/foreign-text';
import { DECISION_WORDS, NEXT_STEP, REASON_WORDS, VERDICT_WORDS } from '@glidepath/report/words';
import type { Release } from '@glidepath/model';
import { weightOf, type VerdictNote } from '@glidepath/rollout';
import type { ContextBlock, KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Address } from './address.ts';
import type { News } from './news.ts';
import type { Message } from './post.ts';
import { reasonOf } from './topics.ts';

/** Slack refuses a message with a longer text, or with more fields in a section. */
const LONGEST = { header: 150, section: 3_000, field: 2_000, fallback: 3_000 } as const;
const MOST_FIELDS = 10;

export function slackMessage(news: News, { headers }: Pick<Address, 'headers'>): Message {
  return { body: JSON.stringify(slackBody(news)), headers };
}

/** What Slack is sent. `text` is what a notification shows. */
export interface SlackBody {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly unfurl_links: boolean;
  readonly unfurl_media: boolean;
}

/** A notice in Block Kit. Foreign text stands in plain text objects, so that nothing in it is read as markup or rings anybody. */
export function slackBody(news: News): SlackBody {
  const headline = headlineOf(news);
  return {
    text: escaped(`${headline}. ${news.event.note}`, LONGEST.fallback),
    blocks: blocksOf(news, headline),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function blocksOf(news: News, headline: string): readonly KnownBlock[] {
  const fields = factsOf(news).slice(0, MOST_FIELDS);
  return [
    { type: 'header', text: plain(headline, LONGEST.header) },
    { type: 'section', text: plain(storyOf(news), LONGEST.section) },
    {
      type: 'section',
      fields: fields.map(([name, value]) => plain(`${name}: ${value}`, LONGEST.field)),
    },
    whereabouts(news),
  ];
}

/** "shop to production: v2 is rolling back" behind a sign that is told apart without colour. */
function headlineOf({ event, rollout, state }: News): string {
  const place = `${state.service} to ${state.environment}: ${rollout.release.name}`;
  switch (event.kind) {
    case 'started':
      return `▶️ ${place} started`;
    case 'paused':
      return `⏸️ ${place} is paused at ${weightText(weightOf(rollout))}`;
    case 'left':
      return `⏸️ ${place} is left at ${weightText(weightOf(rollout))} for a later run`;
    case 'rolling-back':
      return `⚠️ ${place} is going back`;
    case 'ended': {
      const { emoji, name } = DECISION_WORDS[event.decision];
      return `${emoji} ${place} ${name}`;
    }
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
      return place;
  }
}

/** Why, in the words of every report, then in those of the ledger, then what a person can do. */
function storyOf({ event }: News): string {
  const reason = reasonOf(event);
  if (reason === null) return event.note === '' ? 'It begins.' : event.note;
  const next = event.kind === 'rolling-back' ? null : NEXT_STEP[reason];
  return [`${upperFirst(REASON_WORDS[reason])}.`, event.note, next ?? '']
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function factsOf({ event, rollout }: News): readonly (readonly [name: string, value: string])[] {
  return [
    ['Release', releaseText(rollout.release)],
    ['Instead of', rollout.stable === null ? 'nothing: the first release' : releaseText(rollout.stable)],
    ['Traffic', weightText(weightOf(rollout))],
    ['By', event.actor],
    ...(event.verdict === null ? [] : evidence(event.verdict)),
  ];
}

function evidence({ kind, slis }: VerdictNote): readonly (readonly [name: string, value: string])[] {
  return [
    ['Verdict', VERDICT_WORDS[kind]],
    ...slis.map(
      ({ sli, candidate, stable }) =>
        [sli, `${countsText(candidate)} bad; before ${countsText(stable)}`] as const,
    ),
  ];
}

function whereabouts({ event, entry, links }: News): ContextBlock {
  const calm = event.kind === 'started' || (event.kind === 'ended' && event.decision === 'promoted');
  return {
    type: 'context',
    elements: [
      ...link('Run', links.run),
      ...link('Service', links.environment),
      ...link('Runbook', calm ? null : links.runbook),
      plain(`${links.ledger} at ${entry.slice(0, 12)}`, LONGEST.field),
    ],
  };
}

/** None for what is no web address. */
function link(name: string, address: string | null): readonly MrkdwnElement[] {
  const url = address === null ? null : URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return [];
  const target = url.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return [{ type: 'mrkdwn', text: `<${target.replaceAll('&', '&amp;')}|${name}>` }];
}

function releaseText({ name, digest, commit }: Release): string {
  const made = commit === null ? '' : `, commit ${commit.slice(0, 12)}`;
  return `${name} (${shortDigest(digest).replace('…', '')}${made})`;
}

function plain(text: string, longest: number): PlainTextElement {
  return { type: 'plain_text', text: escaped(text, longest), emoji: false };
}

/** On one line, with what Slack reads as control characters written as it asks for, and no longer than it takes. */
function escaped(text: string, longest: number): string {
  let line = clip(oneLine(text), longest);
  let safe = entities(line);
  while (safe.length > longest) {
    line = clip(line, Math.floor((line.length * longest) / safe.length));
    safe = entities(line);
  }
  return safe;
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
