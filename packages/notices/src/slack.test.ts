import type { KnownBlock, TextObject } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { News } from './news.ts';
import { slackBody } from './slack.ts';
import { BREACH, breached, newsOf, Story, V1, V2 } from './testing/story.ts';

function last(story: Story): News {
  const entry = story.entries.at(-1);
  if (entry === undefined) throw new Error('the story is empty');
  return newsOf(entry);
}

describe('slackBody', () => {
  it('tells what happened, why, on what evidence and where to look', () => {
    const [, , back] = breached().entries;
    if (back === undefined) throw new Error('the story is too short');
    expect(slackBody(newsOf(back, 'breach'))).toEqual({
      text: `⚠️ checkout to production: v1.5.0 is going back. ${BREACH.reason}`,
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        {
          type: 'header',
          text: {
            type: 'plain_text',
            text: '⚠️ checkout to production: v1.5.0 is going back',
            emoji: false,
          },
        },
        {
          type: 'section',
          text: {
            type: 'plain_text',
            text: `The evidence says that it is worse than allowed. ${BREACH.reason}`,
            emoji: false,
          },
        },
        {
          type: 'section',
          fields: [
            'Release: v1.5.0 (sha256:222222222222, commit 222222222222)',
            'Instead of: v1.4.2 (sha256:111111111111, commit 111111111111)',
            'Traffic: 0 %',
            'By: ada',
            'Verdict: breach',
            'availability: 61 of 1,200 (5.08 %) bad; before 24 of 22,800 (0.11 %)',
          ].map((text) => ({ type: 'plain_text', text, emoji: false })),
        },
        {
          type: 'context',
          elements: [
            { type: 'mrkdwn', text: '<https://github.example/acme/checkout/actions/runs/17|Run>' },
            { type: 'mrkdwn', text: '<https://checkout.example/|Service>' },
            { type: 'mrkdwn', text: '<https://wiki.example/runbooks/checkout?a=1&amp;b=2|Runbook>' },
            { type: 'plain_text', text: 'refs/glidepath/checkout/production at eeeeeeeeeeee', emoji: false },
          ],
        },
      ],
    });
  });

  it('says what a person can do about a pause', () => {
    const story = new Story();
    story.start();
    story.step();
    story.move({ kind: 'paused', why: 'approval' }, 'The evidence at 5 % is in; it waits for approval.');
    const text = JSON.stringify(slackBody(last(story)));
    expect(text).toContain('v1.5.0 is paused at 5 %');
    expect(text).toContain('glidepath promote');
    story.move({ kind: 'left' }, 'Nobody answered within 3600 s; it is left paused for a later run.');
    expect(JSON.stringify(slackBody(last(story)))).toContain('is left at 5 % for a later run');
  });

  it('knows a first release', () => {
    const story = new Story(null);
    story.start(V2, null);
    expect(JSON.stringify(slackBody(last(story)))).toContain('Instead of: nothing: the first release');
  });

  it('links only to web addresses, and lets none break out of its link', () => {
    const news = last(breached());
    const links = { ...news.links, run: 'javascript:alert(1)', environment: 'https://x.example/a|b?c=<d>' };
    const text = JSON.stringify(slackBody({ ...news, links }).blocks);
    expect(text).not.toContain('javascript');
    expect(text).toContain('<https://x.example/a%7Cb?c=%3Cd%3E|Service>');
  });

  it('lets foreign text ring nobody and link nowhere, and keeps within what Slack takes', () => {
    const foreign = fc.oneof(
      fc.string({ maxLength: 6_000, unit: 'binary' }),
      fc.constantFrom(
        '<!channel>',
        '<@U012|x>',
        '&'.repeat(5_000),
        '*b* _i_ `c` <http://x.example|y>',
        '\u202e\n',
      ),
    );
    fc.assert(
      fc.property(foreign, foreign, (name, note) => {
        const story = new Story(V1);
        story.start({ ...V2, name });
        story.move({ kind: 'rolling-back', to: 'aborted', reason: 'requested' }, note, null, name);
        const { text, blocks } = slackBody(last(story));
        expect(text).not.toMatch(/[<>\n\u202e]/);
        expect(text.length).toBeLessThanOrEqual(3_000);
        for (const block of blocks) hold(block);
      }),
      { numRuns: 60 },
    );
  });
});

function hold(block: KnownBlock): void {
  if (block.type === 'header') return harmless(block.text, 150);
  if (block.type === 'section') {
    if (block.text !== undefined) harmless(block.text, 3_000);
    for (const field of block.fields ?? []) harmless(field, 2_000);
    return expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10);
  }
  if (block.type !== 'context') throw new Error(`unexpected ${block.type}`);
  return expect(block.elements.filter(({ type }) => type === 'mrkdwn')).toHaveLength(3);
}

function harmless({ type, text }: TextObject, longest: number): void {
  expect(type).toBe('plain_text');
  expect(text.length).toBeLessThanOrEqual(longest);
  expect(text).not.toMatch(/[<>\n\u202e]/);
}
