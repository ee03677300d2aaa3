import type { ContextBlock, KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Address } from './address.ts';
import { escaped } from './escaped.ts';
import type { News } from './news.ts';
import type { Message } from './post.ts';
import { factsOf, headlineOf, linksOf, storyOf } from './telling.ts';

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

function whereabouts(news: News): ContextBlock {
  return {
    type: 'context',
    elements: [
      ...linksOf(news).map(link),
      plain(`${news.links.ledger} at ${news.entry.slice(0, 12)}`, LONGEST.field),
    ],
  };
}

function link({ name, url }: { readonly name: string; readonly url: URL }): MrkdwnElement {
  const target = url.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return { type: 'mrkdwn', text: `<${target.replaceAll('&', '&amp;')}|${name}>` };
}

function plain(text: string, longest: number): PlainTextElement {
  return { type: 'plain_text', text: escaped(text, longest), emoji: false };
}
