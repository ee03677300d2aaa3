import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis } from '@glidepath/model';
import * as api from '../prometheus/testing/api-server.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import type { ForeignSource, Spent } from '../source.ts';
import { createDatadog } from './datadog.ts';
import { partsFor } from './spent-parts.ts';
import { FakeDatadog } from './testing/fake-datadog.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn } from './testing/slos.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** A whole day, so that what is asked for is easy to see; counts are asked for a minute late. */
const START = 19_700 * DAY;
const TO = START - MINUTE;

let fake: FakeDatadog;
let source: ForeignSource;
beforeEach(async () => {
  fake = await FakeDatadog.start();
  fake.now = START;
});
afterEach(async () => {
  await fake.stop();
  expect(fake.violations).toEqual([]);
});

function send(metric: string, ago: number, value = 1, version = 'v1'): void {
  fake.sent.push({ metric, tags: { service: 'shop', version }, at: TO - ago, value });
}

type Question = readonly [slo: string, ...windows: readonly number[]];

async function ask(questions: readonly Question[], limit = 10_000): Promise<readonly Spent[]> {
  const slos = slosIn(
    Object.fromEntries(questions.map(([slo], index) => [`a${index}`, slo])),
    `{ url: "${fake.url}" }`,
  );
  source = createDatadog(serverOf(slos), CONTEXT, () => fake.now);
  return again(questions, limit);
}

async function again(questions: readonly Question[], limit = 10_000): Promise<readonly Spent[]> {
  const slos = slosIn(
    Object.fromEntries(questions.map(([slo], index) => [`a${index}`, slo])),
    `{ url: "${fake.url}" }`,
  );
  const asked = slos.map((slo, index) => ({
    slo,
    windows: (questions[index]?.slice(1) ?? []).map(lengthOf),
  }));
  return source.spent(asked, millis(limit));
}

function lengthOf(value: string | number) {
  return millis(Number(value));
}

/** bad/total of each window, or what is wrong. */
function said([spent]: readonly Spent[]): string {
  if (spent === undefined) return 'nothing';
  if (spent.kind === 'trouble') return `${spent.trouble.kind}: ${spent.trouble.why}; ${spent.trouble.mend}`;
  return spent.windows.map(({ bad, total }) => `${bad}/${total}`).join(' ');
}

describe('what the whole service counted', () => {
  it('is told for each window, whichever release answered', async () => {
    send('hits', 10 * SECOND, 5);
    send('hits', 20 * MINUTE, 7, 'v2');
    send('hits', 2 * DAY, 100);
    send('hits', 4 * DAY, 1_000);
    send('errors', 20 * MINUTE, 2, 'v2');
    const spent = await ask([[AVAILABILITY, 5 * MINUTE, HOUR, 3 * DAY]]);
    expect(said(spent)).toBe('0/5 2/12 2/112');
    expect(spent[0]?.query).toBe(
      'total sum:hits{service:shop}.as_count(), bad sum:errors{service:shop}.as_count()',
    );
  });

  it('begins with the interval in which the window begins', async () => {
    send('errors', DAY - 1);
    for (const ago of [5 * MINUTE, 5 * MINUTE + 1]) send('hits', ago);
    expect(said(await ask([[AVAILABILITY, 5 * MINUTE, DAY]]))).toBe('0/1 1/2');
  });

  it('is asked for in as few requests as the intervals allow', async () => {
    send('hits', 10 * SECOND, 5);
    send('errors', 10 * SECOND);
    await ask([
      [AVAILABILITY, HOUR, 5 * MINUTE],
      [AVAILABILITY, 6 * HOUR, 30 * MINUTE],
      [AVAILABILITY, 3 * DAY, 6 * HOUR],
    ]);
    const spans = fake.asked.map(({ from, to, interval }) => [to - from, interval]);
    expect(spans).toEqual([
      [3 * DAY + 4 * MINUTE, 5 * MINUTE],
      [6 * HOUR, 20 * SECOND],
      [30 * MINUTE, 10 * SECOND],
    ]);
    expect(fake.asked.map(({ queries }) => queries.length)).toEqual([2, 2, 2]);
  });

  it('is counted in a distribution by its threshold', async () => {
    for (const seconds of [0.1, 0.2, 0.4]) send('duration', MINUTE, seconds);
    expect(said(await ask([[LATENCY, HOUR]]))).toBe('1/3');
  });

  it('is nothing over a time in which nothing came', async () => {
    send('hits', 20 * DAY);
    send('errors', 20 * DAY);
    expect(said(await ask([[AVAILABILITY, HOUR, DAY]]))).toBe('0/0 0/0');
  });

  it('is never more bad than all, where these come in a moment apart', async () => {
    send('hits', HOUR, 9);
    send('errors', 10 * SECOND, 2);
    expect(said(await ask([[AVAILABILITY, 5 * MINUTE, 2 * HOUR]]))).toBe('0/0 2/9');
  });
});

describe('answers are kept', () => {
  const questions: readonly Question[] = [[AVAILABILITY, 3 * DAY, 5 * MINUTE]];

  it('until an interval of theirs is over', async () => {
    send('hits', 10 * SECOND);
    send('errors', 10 * SECOND);
    await ask(questions);
    expect(fake.asked).toHaveLength(2);
    fake.now += 10 * SECOND;
    send('hits', -5 * SECOND, 10);
    expect(said(await again(questions))).toBe('1/1 1/11');
    expect(fake.asked).toHaveLength(3);
    fake.now += 5 * MINUTE - 10 * SECOND;
    expect(said(await again(questions))).toBe('1/11 0/10');
    expect(fake.asked).toHaveLength(5);
  });

  it('and longer where the rate limit runs short', async () => {
    send('hits', 10 * SECOND);
    send('errors', 10 * SECOND);
    fake.headers = { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '600' };
    await ask(questions);
    fake.now += MINUTE;
    expect(said(await again(questions))).toBe('1/1 1/1');
    expect(fake.asked).toHaveLength(2);
    fake.now += 2 * MINUTE;
    await again(questions);
    expect(fake.asked).toHaveLength(3);
  });
});

it('a look just before is no shortage, however short a pause is due after it', async () => {
  send('hits', 10 * SECOND);
  send('errors', 10 * SECOND);
  fake.headers = { 'x-ratelimit-remaining': '100', 'x-ratelimit-reset': '60' };
  await ask([[AVAILABILITY, HOUR]]);
  fake.now += 10 * SECOND;
  send('hits', -5 * SECOND, 10);
  await source.read(slosIn({ a: AVAILABILITY }, `{ url: "${fake.url}" }`), { candidate: V2, stable: V1 });
  expect(said(await again([[AVAILABILITY, HOUR]]))).toBe('1/11');
});

describe('silence is not believed', () => {
  it.each([
    ['of a metric that nobody knows', 'none'],
    ['of a filter that nothing has', 'filtered'],
  ])('%s', async (_, kind) => {
    if (kind === 'filtered')
      fake.sent.push({ metric: 'hits', tags: { service: 'other' }, at: TO - HOUR, value: 1 });
    expect(said(await ask([[AVAILABILITY, HOUR]]))).toBe(
      'no-data: sum:hits{service:shop}.as_count() counts nothing in the last 30 days; check the name of the metric, the filter, and that it is sent',
    );
  });

  it('of a metric of failures that nobody knows', async () => {
    send('hits', MINUTE);
    expect(said(await ask([[AVAILABILITY, HOUR]]))).toContain(
      'no-data: errors has no count of the last 30 days at all',
    );
  });

  it('of one that another service has it is, and that is asked but once', async () => {
    send('hits', MINUTE);
    fake.sent.push({ metric: 'errors', tags: { service: 'other' }, at: TO - 9 * DAY, value: 1 });
    expect(said(await ask([[AVAILABILITY, HOUR]]))).toBe('0/1');
    expect(fake.asked).toHaveLength(2);
    fake.now += 10 * SECOND;
    expect(said(await again([[AVAILABILITY, HOUR]]))).toBe('0/1');
    expect(fake.asked).toHaveLength(3);
  });
});

describe('trouble', () => {
  it('of one question spoils no other', async () => {
    send('hits', MINUTE);
    send('errors', MINUTE);
    const spent = await ask([
      [AVAILABILITY.replace('service:shop', 'a OR (b'), HOUR],
      [AVAILABILITY, HOUR],
    ]);
    expect(said(spent)).toContain('source-down: ');
    expect(said(spent)).toContain('refused the query with 400');
    expect(said(spent.slice(1))).toBe('1/1');
  });

  it('where there is more bad than all', async () => {
    send('hits', MINUTE);
    send('errors', MINUTE, 2);
    expect(said(await ask([[AVAILABILITY, HOUR]]))).toBe(
      'no-data: there are 2 bad requests of 1 in the last 1h; bad must be a part of total: check both queries',
    );
  });

  it.each([
    ['a web page', api.text(200, '<html>'), 'a web page'],
    ['403', api.json(403, { errors: ['Forbidden'] }), '403: Forbidden'],
    ['500', api.text(500, 'oops'), 'answered 500'],
    ['429', api.json(429, {}, { 'x-ratelimit-reset': '120' }), 'left alone for 2m'],
  ])('%s', async (_, behaviour, says) => {
    fake.behaviour = behaviour;
    const text = said(await ask([[AVAILABILITY, HOUR, DAY]]));
    expect(text).toMatch(/^source-down: /);
    expect(text).toContain(says);
  });

  it('a hanging socket', async () => {
    fake.behaviour = api.hang;
    expect(said(await ask([[AVAILABILITY, HOUR]], 300))).toContain('did not answer within 300ms');
  });

  it('keys that are not there', async () => {
    const slos = slosIn({ a: AVAILABILITY }, `{ url: "${fake.url}" }`);
    const [slo] = slos;
    if (slo === undefined) throw new Error('there is no SLO');
    const without = createDatadog(serverOf(slos), { ...CONTEXT, env: {} }, () => fake.now);
    expect(said(await without.spent([{ slo, windows: [lengthOf(HOUR)] }], millis(2_000)))).toContain(
      'DD_API_KEY, which sources.datadog.api-key-env names, is not set',
    );
  });
});

it.each([
  [[HOUR], [[HOUR, 10 * SECOND]]],
  [[30 * DAY], [[30 * DAY, HOUR]]],
  [
    [5 * MINUTE, HOUR, 30 * MINUTE, 6 * HOUR, DAY, 3 * DAY, 30 * DAY],
    [
      [30 * DAY, HOUR],
      [3 * DAY, 5 * MINUTE],
      [6 * HOUR, 20 * SECOND],
      [30 * MINUTE, 10 * SECOND],
    ],
  ],
  [[], []],
])('windows %j are had in %j', (windows, expected) => {
  const parts = partsFor(windows);
  expect(parts.map(({ longest, interval }) => [longest, interval])).toEqual(expected);
  expect(parts.flatMap((part) => part.windows)).toEqual(windows.toSorted((one, other) => other - one));
});
