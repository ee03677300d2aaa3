import { describe, expect, it } from 'vitest';
import { releaseNamed, Story } from './testing/story.ts';
import { subjectOf } from './words.ts';

describe('the subject line', () => {
  it('says what happened, to which release', () => {
    const story = new Story();
    const v1 = releaseNamed('v1.4.2');
    const v2 = releaseNamed('v1.5.0');
    const told = [
      ...story.promote(v1),
      story.start(v2),
      story.tell({ kind: 'stepped', index: 0 }),
      story.tell({ kind: 'paused', why: 'approval' }),
      story.tell({ kind: 'requested', verb: 'promote', to: null }, { actor: 'grace' }),
      story.tell({ kind: 'dismissed' }),
      story.tell({ kind: 'left' }),
      story.tell({ kind: 'taken-over' }, { actor: 'linus' }),
      story.tell({ kind: 'renewed' }),
      story.tell({ kind: 'resumed' }),
      story.tell({ kind: 'rolling-back', to: 'superseded', reason: 'newer-release' }),
      story.tell({ kind: 'ended', decision: 'superseded', reason: 'newer-release' }),
    ];
    expect(told.map(({ event, state }) => subjectOf(event, state))).toMatchInlineSnapshot(`
      [
        "production: canary begins (v1.4.2)",
        "production: canary at 5 % (v1.4.2)",
        "production: canary at 25 % (v1.4.2)",
        "production: all traffic moves over (v1.4.2)",
        "production: watching at 100 % (v1.4.2)",
        "production: old release leaves, healthy (v1.4.2)",
        "production: promoted, healthy (v1.4.2)",
        "production: canary begins (v1.5.0)",
        "production: canary at 5 % (v1.5.0)",
        "production: paused at 5 %, waits for approval (v1.5.0)",
        "production: promotion asked for by grace (v1.5.0)",
        "production: request dismissed (v1.5.0)",
        "production: left to a later run (v1.5.0)",
        "production: taken over by linus (v1.5.0)",
        "production: still under way at 5 % (v1.5.0)",
        "production: resumed at 5 % (v1.5.0)",
        "production: makes way, newer release (v1.5.0)",
        "production: superseded, newer release (v1.5.0)",
      ]
    `);
  });

  it('is cut to 72 characters, the release first', () => {
    const story = new Story('checkout', 'production-in-a-region-far-away');
    const { event, state } = story.start(releaseNamed(`v1.4.2-${'x'.repeat(100)}`));
    const subject = subjectOf(event, state);
    expect(subject).toHaveLength(72);
    expect(subject).toMatch(/^production-in-a-reg…: canary begins \(v1\.4\.2-x+…\)$/);
  });
});
