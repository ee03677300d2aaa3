import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { payloadOf } from './payload.ts';
import { breached, newsOf, Story } from './testing/story.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/how-to/notices.md'), 'utf8');

describe('payloadOf', () => {
  it('is what the guide shows', () => {
    const example: unknown = JSON.parse(/```json\n([^]*?)```/.exec(GUIDE)?.[1] ?? '');
    const [, , back] = breached().entries;
    if (back === undefined) throw new Error('the story is too short');
    expect(payloadOf(newsOf(back, 'breach'))).toEqual(example);
  });

  it('has each of its fields explained in the guide', () => {
    const [started] = breached().entries;
    if (started === undefined) throw new Error('the story is empty');
    for (const field of Object.keys(payloadOf(newsOf(started)))) expect(GUIDE).toMatch(`\`${field}\``);
  });

  it('tells the decision at the end, and what is live then', () => {
    const ended = breached().entries.at(-1);
    if (ended === undefined) throw new Error('the story is empty');
    expect(payloadOf(newsOf(ended))).toMatchObject({
      event: 'ended',
      decision: 'rolled-back',
      reason: 'breach',
      weight: 0,
      live: { name: 'v1.4.2' },
    });
  });

  it('has the weight at which a rollout is paused, and nothing before a first release', () => {
    const story = new Story(null);
    story.start();
    story.step();
    const paused = story.move({ kind: 'paused', why: 'no-data' });
    expect(payloadOf(newsOf(paused, 'pause'))).toMatchObject({
      weight: 5,
      reason: 'no-data',
      decision: null,
      live: null,
    });
  });
});
