import { LedgerError } from '@glidepath/conductor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, UnreadableEntry } from './format.ts';
import { arbitraryEvent, arbitraryState, nastyText } from './testing/arbitrary-entries.ts';
import { BREACH, releaseNamed, Story } from './testing/story.ts';
import { NOTE_LIMIT } from './text.ts';

describe('an entry as a commit message', () => {
  it('reads as sentences, facts and data', () => {
    const story = new Story();
    story.promote(releaseNamed('v1.4.2'));
    const [, , told] = story.rollBack(releaseNamed('v1.5.0', 'c'.repeat(40)), BREACH);
    if (!told) throw new Error('the story has no third entry');
    const message = encode(told.event, told.state, 'No files here.');
    expect(message.split('Glidepath-Entry:')[0]).toMatchInlineSnapshot(`
      "production: rolling back, breach (v1.5.0)

      too many failures

      availability: 61 of 1,200 requests to v1.5.0 failed (5.1 %), 24 of
      22,800 to v1.4.2 (0.1 %); ln E 9.3 is above 6.9, which happens to a good
      release at most once in 1,000 rollouts.

      No files here.

      Release: v1.5.0
      Digest: sha256:2e0de819eb89a10e684fd2bbf8c13089b119b38164d07df382280f29b68552ff
      Commit: cccccccccccccccccccccccccccccccccccccccc
      Weight: 0 %
      Verdict: breach
      Actor: ada
      Run: https://ci.example/runs/17
      "
    `);
    const data = message.slice(message.indexOf('Glidepath-Entry:')).trimEnd().split('\n');
    expect(data.map((line) => line.slice(0, 26))).toMatchInlineSnapshot(`
      [
        "Glidepath-Entry: {"version",
        " "event":{"kind":"rolling-",
        " "state":{"service":"check",
        "  "environment":"productio",
        "  "live":{"digest":"sha256",
        "  "previous":null,",
        "  "blocked":[],",
        "  "closed":null,",
        "  "rollout":{"id":"v1.5.0-",
        "  "lease":{"holder":{"id":",
        "  "fence":1}}",
      ]
    `);
  });

  it('says a thing once where the note is the verdict', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const message = encode(
      { ...event, note: 'far too slow', verdict: { ...BREACH, reason: 'far too slow' } },
      state,
    );
    expect(message.split('Glidepath-Entry:')[0]?.match(/far too slow/g)).toHaveLength(1);
  });

  it('comes back as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryState, (event, state) => {
        expect(decode(encode(event, state))).toEqual({ event, state });
      }),
    );
  });

  it('shows no control character and no long subject, whatever the texts hold', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryState, nastyText, nastyText, (event, state, note, remark) => {
        const message = encode({ ...event, note }, state, remark);
        expect(message.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{NChar}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
        );
        expect(message.isWellFormed()).toBe(true);
        const [subject = '', second] = message.split('\n');
        expect(subject.length).toBeLessThanOrEqual(72);
        expect(subject.trim()).not.toBe('');
        expect(second).toBe('');
        expect(decode(message).event.note.length).toBeLessThanOrEqual(NOTE_LIMIT);
      }),
    );
  });

  it('survives what tools do to messages', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const message = encode(event, state);
    expect(decode(message.trimEnd())).toEqual({ event, state });
    expect(decode(message.replaceAll('\n', '\r\n'))).toEqual({ event, state });
    expect(decode(`${message}Signed-off-by: Grace <grace@example.com>\n`)).toEqual({ event, state });
  });

  it('cuts a long note and cleans it of terminal sequences', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const note = `\u001b[31m${'x'.repeat(5000)}`;
    const kept = decode(encode({ ...event, note }, state)).event.note;
    expect(kept).toBe(`${'x'.repeat(NOTE_LIMIT - 1)}…`);
  });

  it('keeps infinite evidence as the strongest that there is, and evidence of no test as none', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const counts = { bad: 0, total: 0 };
    const slis = [
      {
        sli: 'availability',
        candidate: counts,
        stable: counts,
        lnRollback: Number.POSITIVE_INFINITY,
        lnPromotion: Number.NEGATIVE_INFINITY,
      },
    ];
    const verdict = { kind: 'breach' as const, reason: 'bad', slis };
    const kept = decode(encode({ ...event, verdict }, state)).event.verdict?.slis[0];
    expect(kept).toMatchObject({ lnRollback: Number.MAX_VALUE, lnPromotion: null });
  });

  it('refuses to write what could not be read again', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const counts = { bad: Number.NaN, total: 0 };
    const slis = [{ sli: 'a', candidate: counts, stable: counts, lnRollback: null, lnPromotion: null }];
    const verdict = { kind: 'breach' as const, reason: 'bad', slis };
    expect(() => encode({ ...event, verdict }, state)).toThrow(LedgerError);
    expect(() => encode({ ...event, verdict }, state)).toThrow(/event\.verdict\.slis\.0\.candidate\.bad/);
  });

  it('leaves out what the format does not know', () => {
    const { event, state } = new Story().start(releaseNamed('v1'));
    const more = { ...state, token: 'hunter2' };
    expect(encode(event, more)).not.toContain('hunter2');
  });
});

describe('a message that is no entry', () => {
  const { event, state } = new Story().start(releaseNamed('v1'));
  const message = encode(event, state);

  it.each([
    ['foreign', 'Fix a typo\n', 'has no "Glidepath-Entry:" block'],
    ['foreign', '', 'has no "Glidepath-Entry:" block'],
    [
      'newer',
      message.replace('"version":1', '"version":2'),
      'newer glidepath (format 2, this one reads up to 1)',
    ],
    ['damaged', message.replace('"version":1', '"version":"1"'), 'has no version'],
    ['damaged', message.slice(0, -10), 'is not JSON'],
    ['damaged', message.replace('"kind":"started"', '"kind":"stormed"'), 'event.kind'],
    ['damaged', message.replace('"digest":"sha256:', '"digest":"md5:'), 'digest'],
    ['damaged', message.replaceAll('"weight":5', '"weight":500'), 'steps.0.weight'],
    ['damaged', message.replace('"at":', '"at":1e999,"was":'), 'event.at'],
    ['damaged', message.replace('{"kind":"preparing"', '{"index":7,"kind":"step"'), 'phase.index'],
  ])('is %s (%#)', (fault, text, why) => {
    const error = thrownBy(() => decode(text));
    expect(error).toBeInstanceOf(UnreadableEntry);
    expect(error).toMatchObject({ fault });
    expect(String(error)).toContain(why);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}
