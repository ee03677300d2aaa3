import type { Channel } from '@glidepath/model';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grafanaContract } from '../../../test/grafana/contract.ts';
import { annotationsOf } from './grafana.ts';
import type { News } from './news.ts';
import { createNotices } from './notices.ts';
import { PACE } from './send.ts';
import { answer, Receiver, type Behaviour } from './testing/receiver.ts';
import { BREACH, breached, LINKS, newsOf, Story, V2 } from './testing/story.ts';

type Grafana = Extract<Channel, { kind: 'grafana' }>;

const TOKEN = 'glsa_hush';
const START = Date.UTC(2026, 2, 2, 9, 14);
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const written = answer(200, '{"message":"Annotation added","id":1}', JSON_TYPE);

function channel(url = 'https://grafana.example', more: Partial<Grafana> = {}): Grafana {
  return { kind: 'grafana', url, tokenEnv: 'GRAFANA_TOKEN', dashboard: null, tags: [], ...more };
}

function last(story: Story): News {
  const entry = story.entries.at(-1);
  if (entry === undefined) throw new Error('the story is empty');
  return newsOf(entry);
}

describe('an annotation', () => {
  it('tells what happened, why, and the numbers behind it', () => {
    const [, , back] = breached().entries;
    if (back === undefined) throw new Error('the story is too short');
    const [annotation, ...more] = annotationsOf(
      newsOf(back, 'breach'),
      channel(undefined, { tags: ['team-shop'] }),
    );
    expect(more).toEqual([]);
    expect(annotation).toEqual({
      time: START + 120_000,
      tags: [
        'rollback',
        'glidepath',
        'service:checkout',
        'environment:production',
        'release:v1.5.0',
        'verdict:breach',
        'team-shop',
      ],
      text: [
        '<b>⚠️ checkout to production: v1.5.0 is going back</b>',
        `The evidence says that it is worse than allowed. ${BREACH.reason}`,
        'Release: v1.5.0 (sha256:222222222222, commit 222222222222)',
        'Instead of: v1.4.2 (sha256:111111111111, commit 111111111111)',
        'Traffic: 0 %',
        'By: ada',
        'Verdict: breach',
        'availability: 61 of 1,200 (5.08 %) bad; before 24 of 22,800 (0.11 %)',
        '<a href="https://github.example/acme/checkout/actions/runs/17">Run</a> · <a href="https://checkout.example/">Service</a> · <a href="https://wiki.example/runbooks/checkout?a=1&amp;b=2">Runbook</a>',
        'refs/glidepath/checkout/production at eeeeeeeeeeee',
      ].join('<br>'),
    });
  });

  it("keeps a release's name apart from others in its tag, of which Grafana reads two parts", () => {
    const story = new Story();
    story.start({ ...V2, name: 'ghcr.io/acme/checkout:1.5.0' });
    const [annotation] = annotationsOf(last(story), channel());
    expect(annotation?.tags).toContain('release:ghcr.io/acme/checkout_1.5.0');
    expect(annotation?.text).toContain('ghcr.io/acme/checkout:1.5.0');
  });

  it('is there for every step, each by its kind', () => {
    const story = new Story();
    story.start();
    story.step();
    story.move({ kind: 'promoting' }, 'The evidence at 5 % is in.');
    story.move({ kind: 'watching' });
    const said = story.entries.map((entry) => annotationsOf(newsOf(entry), channel())[0]);
    expect(said.map((one) => one?.tags[0])).toEqual(['start', 'step', 'step', 'step']);
    expect(said.map((one) => /<b>(.*)<\/b><br>(.*?)<br>/.exec(one?.text ?? '')?.slice(1))).toEqual([
      ['▶️ checkout to production: v1.5.0 started', 'v1.5.0 is to replace v1.4.2.'],
      ['⏩ checkout to production: v1.5.0 is at 5 %', '2 of 2 instances ready'],
      ['⏩ checkout to production: v1.5.0 gets all traffic', 'The evidence at 5 % is in.'],
      ['👀 checkout to production: v1.5.0 has all traffic and is watched', 'It goes on.'],
    ]);
  });

  it('has a region over the whole rollout beside the last one', () => {
    const [point, region, ...more] = annotationsOf(
      last(breached()),
      channel(undefined, { dashboard: 'adq1x' }),
    );
    expect(more).toEqual([]);
    expect(point).toMatchObject({ dashboardUID: 'adq1x', time: START + 180_000 });
    expect(point).not.toHaveProperty('timeEnd');
    expect(region).toMatchObject({ dashboardUID: 'adq1x', time: START, timeEnd: START + 180_000 });
    expect(region?.tags).toEqual([
      'rollout',
      'glidepath',
      'service:checkout',
      'environment:production',
      'release:v1.5.0',
      'decision:rolled-back',
    ]);
    expect(region?.text).toBe(point?.text);
  });

  it('lets no foreign text be markup, and keeps within what Grafana takes', async () => {
    const contract = await grafanaContract();
    const foreign = fc.oneof(
      fc.string({ maxLength: 3_000, unit: 'binary' }),
      fc.constantFrom(
        '<img src=x onerror=alert(1)>',
        '</b><script>',
        '&lt;script&gt;',
        '\u202e\n',
        '😀'.repeat(90),
      ),
    );
    const tags = ['a', 'b', 'c'].map((one) => one.repeat(47));
    fc.assert(
      fc.property(foreign, foreign, (name, note) => {
        const story = new Story();
        story.start({ ...V2, name });
        story.move({ kind: 'rolling-back', to: 'superseded', reason: 'newer-release' }, note);
        story.move({ kind: 'ended', decision: 'superseded', reason: 'newer-release' }, note, BREACH, name);
        const links = {
          ...LINKS,
          run: 'javascript:alert(1)',
          environment: `https://x.example/"><script>${encodeURI('é')}`,
        };
        for (const one of annotationsOf({ ...last(story), links }, channel(undefined, { tags }))) {
          expect(contract.checkRequest(asked(one))).toEqual([]);
          const foreignPart = one.text.replaceAll(
            /<br>|<\/?b>|<a href="https:[^"<>]*">(?:Run|Service|Runbook)<\/a>/g,
            '',
          );
          expect(foreignPart).not.toMatch(/[<>\n\u202e]/);
          expect(one.text).not.toContain('javascript:');
          expect(one.tags.filter((tag) => tag.split(':').length > 2)).toEqual([]);
          // As Grafana reckons: a bracket, and each tag with its quotes and a comma.
          expect(one.tags.reduce((sum, tag) => sum + Buffer.byteLength(tag) + 3, 1)).toBeLessThanOrEqual(500);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function asked(body: unknown, path = '/api/annotations') {
  return { method: 'post', path, headers: { 'content-type': 'application/json' }, body, query: '' };
}

describe('sending', () => {
  let grafana: Receiver;
  let notes: string[];

  beforeEach(async () => {
    grafana = await Receiver.start();
    grafana.behaviour = written;
    notes = [];
  });

  afterEach(async () => {
    await grafana.stop();
    for (const note of notes) expect(note).not.toContain('hush');
  });

  async function tell(url = grafana.origin): Promise<void> {
    const notices = createNotices({
      notices: [
        { channel: channel(url), on: ['start', 'step', 'pause', 'breach', 'end'], environments: null },
      ],
      env: { GRAFANA_TOKEN: TOKEN },
      links: LINKS,
      stop: new AbortController().signal,
      note: (text) => notes.push(text),
      pace: { ...PACE, retries: 2, firstPauseMs: 1, longestRestMs: 2_000 },
    });
    for (const entry of breached().entries) notices.entry(entry);
    await notices.settle();
  }

  it('asks as the API is described, in order, with the token', async () => {
    await tell(`${grafana.origin}/sub`);
    const contract = await grafanaContract();
    expect(grafana.bodies.map((body) => JSON.stringify(body).match(/"tags":\["(\w+)"/)?.[1])).toEqual([
      'start',
      'step',
      'rollback',
      'end',
      'rollout',
    ]);
    for (const { method, path, headers, body } of grafana.received) {
      expect(method).toBe('POST');
      expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' });
      expect(path).toBe('/sub/api/annotations');
      expect(contract.checkRequest(asked(JSON.parse(body), path.slice('/sub'.length)))).toEqual([]);
    }
    expect(notes).toEqual([]);
  });

  it('tries again what may pass', async () => {
    grafana.next.push(answer(503), answer(429, '', { 'retry-after': '0' }));
    await tell();
    expect(grafana.received).toHaveLength(7);
    expect(notes).toEqual([]);
  });

  it.each<readonly [string, Behaviour, string]>([
    [
      'a login page',
      answer(302, '', { location: '/login' }),
      "answered 302, a redirect; write Grafana's own",
    ],
    ['a page', answer(200, '<html>hush', { 'content-type': 'text/html' }), 'answered 200, but not in JSON; '],
    ['401', answer(401, `{"message":"${TOKEN}"}`, JSON_TYPE), 'answered 401; the token in the variable is'],
    [
      '403',
      answer(403, '{"message":"hush"}', JSON_TYPE),
      "answered 403; the token's service account may not",
    ],
    ['404', answer(404, '{"message":"hush"}', JSON_TYPE), 'answered 404; check that url is'],
    ['400', answer(400, '{"message":"hush"}', JSON_TYPE), 'answered 400; check that dashboard and tags'],
    ['500', answer(500), 'grafana (GRAFANA_TOKEN) answered 500'],
  ])('%s is told once, with its mend', async (_, behaviour, says) => {
    grafana.behaviour = behaviour;
    await tell();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`a notice was not delivered: grafana (GRAFANA_TOKEN) answered`);
    expect(notes[0]).toContain(says);
  });
});
