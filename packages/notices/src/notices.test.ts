import { createHmac } from 'node:crypto';
import type { Witness } from '@glidepath/conductor';
import type { Channel, Notice, Topic } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotices, type NoticeOptions } from './notices.ts';
import type { Pace } from './send.ts';
import { answer, endless, hang, hangUp, Receiver, type Behaviour } from './testing/receiver.ts';
import { breached, LINKS } from './testing/story.ts';

const SLACK: Channel = { kind: 'slack', urlEnv: 'SLACK_URL' };
const HOOK: Channel = {
  kind: 'webhook',
  urlEnv: 'HOOK_URL',
  headers: { 'x-team': 'shop', 'idempotency-key': 'mine' },
  secretEnv: 'HOOK_SECRET',
};
const ALL: readonly Topic[] = ['start', 'pause', 'breach', 'end'];
const QUICK: Pace = {
  timeoutMs: 5_000,
  retries: 2,
  firstPauseMs: 1,
  longestRestMs: 2_000,
  settleMs: 20_000,
  stoppedMs: 20_000,
};
const SECRET = 's3cret-of-the-hook';

let slack: Receiver;
let hook: Receiver;
let notes: string[];

beforeEach(async () => {
  slack = await Receiver.start();
  hook = await Receiver.start();
  notes = [];
});

afterEach(async () => {
  await slack.stop();
  await hook.stop();
});

function on(channel: Channel, topics = ALL, environments: readonly string[] | null = null): Notice {
  return { channel, on: topics, environments };
}

function witness(notices: readonly Notice[], extra: Partial<NoticeOptions> = {}): Witness {
  return createNotices({
    notices,
    env: { SLACK_URL: slack.url, HOOK_URL: hook.url, HOOK_SECRET: SECRET },
    links: LINKS,
    stop: new AbortController().signal,
    note: (text) => notes.push(text),
    pace: QUICK,
    ...extra,
  });
}

/** A whole story told to channels, and settled. */
async function tell(notices: readonly Notice[], extra: Partial<NoticeOptions> = {}): Promise<void> {
  const told = witness(notices, extra);
  for (const entry of breached().entries) told.entry(entry);
  await told.settle();
}

function topics(receiver: Receiver): readonly unknown[] {
  return receiver.bodies.map((body) =>
    typeof body === 'object' && body !== null && 'topic' in body ? body.topic : undefined,
  );
}

afterEach(() => {
  for (const note of notes) {
    expect(note).not.toContain('127.0.0.1');
    expect(note).not.toContain('hush');
    expect(note).not.toContain(SECRET);
  }
});

describe('what is told', () => {
  it('is each piece of news in order, to each channel what it asks for', async () => {
    await tell([on(SLACK, ['breach']), on(HOOK)]);
    expect(topics(hook)).toEqual(['start', 'breach', 'end']);
    expect(slack.received).toHaveLength(1);
    expect(slack.received[0]?.body).toContain('is going back');
    expect(notes).toEqual([]);
  });

  it('is nothing of another environment', async () => {
    await tell([on(HOOK, ALL, ['staging']), on(SLACK, ['end'], ['staging', 'production'])]);
    expect(hook.received).toEqual([]);
    expect(slack.received).toHaveLength(1);
  });

  it('carries a signature over the very bytes, the headers of the file and the id of the entry', async () => {
    await tell([on(HOOK, ['end'])]);
    const [got] = hook.received;
    expect(got?.headers).toMatchObject({
      'x-team': 'shop',
      'idempotency-key': breached().entries.at(-1)?.id,
      'content-type': 'application/json',
      'x-glidepath-signature-256': `sha256=${createHmac('sha256', SECRET)
        .update(got?.body ?? '')
        .digest('hex')}`,
    });
  });

  it('is unsigned where the file names no secret', async () => {
    await tell([on({ ...HOOK, secretEnv: null }, ['end'])]);
    expect(hook.received[0]?.headers).not.toHaveProperty('x-glidepath-signature-256');
  });
});

describe('trouble that may pass', () => {
  it.each<readonly [string, Behaviour]>([
    ['500', answer(500)],
    ['503 with a date to come back at', answer(503, '', { 'retry-after': new Date(0).toUTCString() })],
    ['429 that asks for a rest', answer(429, '', { 'retry-after': '1' })],
    ['a connection that is cut', hangUp],
  ])('%s: is tried again, and the order holds', async (_, behaviour) => {
    hook.next.push(behaviour);
    await tell([on(HOOK)]);
    expect(topics(hook)).toEqual(['start', 'start', 'breach', 'end']);
    expect(new Set(hook.received.slice(0, 2).map(({ body }) => body)).size).toBe(1);
    expect(notes).toEqual([]);
  });

  it('is given up in the end, told once, and the next notice is tried all the same', async () => {
    hook.behaviour = answer(502);
    await tell([on(HOOK)]);
    expect(topics(hook)).toEqual(['start', 'breach', 'end'].flatMap((topic) => [topic, topic, topic]));
    expect(notes).toEqual(['a notice was not delivered: webhook (HOOK_URL) answered 502']);
  });

  it('a server that never answers is given up after a while', async () => {
    hook.behaviour = hang;
    await tell([on(HOOK, ['end'])], { pace: { ...QUICK, timeoutMs: 30, retries: 1 } });
    expect(hook.received).toHaveLength(2);
    expect(notes).toEqual(['a notice was not delivered: webhook (HOOK_URL) does not answer']);
  });

  it('a longer rest than there is time for is not waited out', async () => {
    slack.next.push(answer(429, '', { 'retry-after': '3600' }));
    await tell([on(SLACK, ['end'])]);
    expect(slack.received).toHaveLength(1);
    expect(notes).toEqual(['a notice was not delivered: slack (SLACK_URL) answered 429: too many messages']);
  });

  it('nobody there is said by its code alone', async () => {
    const gone = await Receiver.start();
    const SLACK_URL = gone.url;
    await gone.stop();
    await tell([on(SLACK, ['end'])], { env: { SLACK_URL } });
    expect(notes).toEqual(["a notice was not delivered: slack (SLACK_URL) can't be reached (ECONNREFUSED)"]);
  });
});

describe('trouble that stays', () => {
  it('a refusal is not tried again; of the answer only a word that is known is told', async () => {
    slack.next.push(answer(404, 'no_service'), answer(403, `hush ${SECRET}`));
    await tell([on(SLACK)]);
    expect(slack.received).toHaveLength(3);
    expect(notes).toEqual([
      expect.stringContaining('slack (SLACK_URL) answered 404 (no_service); check that'),
      expect.stringContaining('slack (SLACK_URL) answered 403; check that'),
    ]);
  });

  it('a redirect is not followed', async () => {
    hook.behaviour = answer(307, '', { location: slack.url });
    await tell([on(HOOK, ['end'])]);
    expect(hook.received).toHaveLength(1);
    expect(slack.received).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('answered 307, a redirect; put the address')]);
  });

  it('an answer without end is not read to its end', async () => {
    hook.behaviour = endless;
    await tell([on(HOOK, ['end'])]);
    expect(notes).toEqual([expect.stringContaining('answered 400')]);
  });

  it('a variable that is not there is told, and nothing is thrown', async () => {
    await tell([on(SLACK), on(HOOK, ['end'])], { env: { HOOK_URL: hook.url, HOOK_SECRET: SECRET } });
    expect(hook.received).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('SLACK_URL, which holds')]);
  });
});

describe('a rollout', () => {
  it('is not held up, nor is one channel by another', async () => {
    slack.behaviour = hang;
    const told = witness([on(SLACK), on(HOOK)], { pace: { ...QUICK, settleMs: 20 } });
    for (const entry of breached().entries) told.entry(entry);
    await expect.poll(() => topics(hook)).toEqual(['start', 'breach', 'end']);
    expect(slack.received).toHaveLength(1);
    await told.settle();
    expect(notes).toHaveLength(1);
  });

  it('settles in bounded time, and says what was not taken', async () => {
    hook.behaviour = hang;
    await tell([on(HOOK)], { pace: { ...QUICK, settleMs: 50 } });
    expect(hook.received.length).toBeLessThanOrEqual(1);
    expect(notes).toEqual([
      'a notice was not delivered: webhook (HOOK_URL) had not taken it when the run ended',
    ]);
  });

  it('settles sooner where the run is told to stop, before or meanwhile', async () => {
    hook.behaviour = hang;
    const pace = { ...QUICK, timeoutMs: 3_600_000, settleMs: 3_600_000, stoppedMs: 20 };
    await tell([on(HOOK)], { pace, stop: AbortSignal.abort() });
    const stop = new AbortController();
    const told = witness([on(HOOK)], { pace, stop: stop.signal });
    for (const entry of breached().entries) told.entry(entry);
    const settled = told.settle();
    stop.abort();
    await settled;
    expect(notes).toHaveLength(2);
  });

  it('settles at once where there is nothing to send', async () => {
    const pace = { ...QUICK, settleMs: 3_600_000 };
    await expect(witness([on(HOOK)], { pace }).settle()).resolves.toBeUndefined();
    await expect(witness([]).settle()).resolves.toBeUndefined();
  });
});
