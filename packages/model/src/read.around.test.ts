import { describe, expect, it } from 'vitest';
import type { Delivery, Environment } from './delivery.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const P = 'environments.production';
const HOUR = 3_600_000;

function deliveryOf(keys: Readonly<Record<string, string>>, notices = '[]'): Delivery {
  const read = readDelivery(`${production(keys)}notices: ${notices}\n`, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery;
}

function environmentOf(keys: Readonly<Record<string, string>>): Environment | undefined {
  return deliveryOf(keys).environments[0];
}

describe('an environment', () => {
  it.each([
    ['queue', { kind: 'queue', timeout: 6 * HOUR }],
    ['{ queue: 2h }', { kind: 'queue', timeout: 2 * HOUR }],
    ['supersede', { kind: 'supersede' }],
    ['reject', { kind: 'reject' }],
  ])('has arrivals: %s', (written, arrivals) => {
    expect(environmentOf({ arrivals: written })?.arrivals).toEqual(arrivals);
  });

  it('says who may do what, one or several', () => {
    const who =
      '{ deploy: anyone, promote: [alice, role:maintain, "@acme/release-managers"], rollback: [anyone], override: role:admin }';
    expect(environmentOf({ who })?.who).toEqual({
      deploy: [],
      promote: [
        { kind: 'user', login: 'alice' },
        { kind: 'role', role: 'maintain' },
        { kind: 'team', organization: 'acme', team: 'release-managers' },
      ],
      rollback: [],
      override: [{ kind: 'role', role: 'admin' }],
      block: [],
    });
  });

  it('has an address, a recovery and what follows', () => {
    const keys = {
      url: 'https://shop.example.com',
      recovery: 'rollback',
      afterwards: '{ issue: false, release-note: true, runbook: "https://wiki.example.com/checkout" }',
    };
    expect(environmentOf(keys)).toMatchObject({
      url: 'https://shop.example.com',
      recovery: 'rollback',
      afterwards: {
        issue: false,
        comments: true,
        revert: false,
        releaseNote: true,
        runbook: 'https://wiki.example.com/checkout',
      },
    });
  });

  it.each<readonly [Readonly<Record<string, string>>, string]>([
    [{ url: 'shop' }, `f:4:10: ${P}.url is "shop", no URL can be read from it`],
    [{ url: 'https://u:hush@shop' }, `f:4:10: ${P}.url holds credentials, a delivery file is public`],
    [{ arrivals: 'quue' }, `f:4:15: ${P}.arrivals is "quue", did you mean "queue"?`],
    [{ arrivals: '[queue]' }, `f:4:15: ${P}.arrivals is a list, text or a mapping belongs here`],
    [
      { arrivals: '{ queue: 30 }' },
      `f:4:24: ${P}.arrivals.queue is 30, text belongs here, write the unit too`,
    ],
    [{ arrivals: '{ queue: 0s }' }, `${P}.arrivals.queue is 0s, too short, write at least 1s`],
    [{ recovery: 'resum' }, `f:4:15: ${P}.recovery is "resum", did you mean "resume"?`],
    [{ who: 'alice' }, `f:4:10: ${P}.who is "alice", a mapping belongs here`],
    [{ who: '{ promot: alice }' }, `f:4:12: unknown key "promot" in ${P}.who, did you mean "promote"?`],
    [{ who: '{ deploy: [] }' }, `f:4:20: ${P}.who.deploy is an empty list, write anyone, a login`],
    [{ who: '{ deploy: [anyone, alice] }' }, `f:4:21: ${P}.who.deploy[0] is "anyone", that is everybody`],
    [
      { who: '{ deploy: [alice, bob, alice] }' },
      `f:4:33: ${P}.who.deploy[2] is "alice", it is listed already`,
    ],
    [{ who: '{ override: admin }' }, `${P}.who.override is "admin", that would be a login, write role:admin`],
    [{ who: '{ deploy: 5 }' }, `${P}.who.deploy is 5, text or a list belongs here`],
    [{ afterwards: '{ isue: false }' }, `unknown key "isue" in ${P}.afterwards, did you mean "issue"?`],
    [{ afterwards: '{ revert: yes }' }, `${P}.afterwards.revert is "yes", true or false belongs here`],
    [{ afterwards: '{ runbook: wiki }' }, `${P}.afterwards.runbook is "wiki", no URL can be read from it`],
  ])('with %o is refused', (keys, says) => {
    const said = told(production(keys));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    expect(said[0]).not.toContain('hush');
  });
});

describe('a notice', () => {
  it.each([
    [
      '{ slack: { url-env: SLACK } }',
      {
        channel: { kind: 'slack', urlEnv: 'SLACK' },
        on: ['start', 'pause', 'breach', 'end'],
        environments: null,
      },
    ],
    [
      '{ webhook: { url-env: HOOK }, on: end, environments: production }',
      {
        channel: { kind: 'webhook', urlEnv: 'HOOK', headers: {}, secretEnv: null },
        on: ['end'],
        environments: ['production'],
      },
    ],
    [
      '{ webhook: { url-env: HOOK, headers: { X-Team: checkout }, secret-env: KEY }, on: [breach, end], environments: [production] }',
      {
        channel: { kind: 'webhook', urlEnv: 'HOOK', headers: { 'X-Team': 'checkout' }, secretEnv: 'KEY' },
        on: ['breach', 'end'],
        environments: ['production'],
      },
    ],
    [
      '{ grafana: { url: "https://grafana.example.com/", token-env: TOKEN } }',
      {
        channel: {
          kind: 'grafana',
          url: 'https://grafana.example.com',
          tokenEnv: 'TOKEN',
          dashboard: null,
          tags: [],
        },
        on: ['start', 'step', 'pause', 'breach', 'end'],
        environments: null,
      },
    ],
    [
      '{ grafana: { url: "http://127.0.0.1:3000/grafana", token-env: TOKEN, dashboard: adq1x, tags: [team-shop, tier:1] }, on: [end], environments: production }',
      {
        channel: {
          kind: 'grafana',
          url: 'http://127.0.0.1:3000/grafana',
          tokenEnv: 'TOKEN',
          dashboard: 'adq1x',
          tags: ['team-shop', 'tier:1'],
        },
        on: ['end'],
        environments: ['production'],
      },
    ],
  ])('%s', (written, notice) => {
    expect(deliveryOf({}, `[${written}]`).notices).toEqual([notice]);
  });

  it.each([
    ['{}', 'f:8:11: notices[0] names no channel, write for example { slack:'],
    ['{ slak: { url-env: A } }', 'f:8:13: unknown key "slak" in notices[0], did you mean "slack"?'],
    ['{ slack: { url-env: A }, webhook: { url-env: B } }', 'f:8:11: notices[0] says two things'],
    ['{ slack: { url-env: A }, on: [] }', 'notices[0].on is an empty list, write one or more of start'],
    ['{ slack: { url-env: A }, on: [end, brech] }', 'notices[0].on[1] is "brech", did you mean "breach"?'],
    ['{ slack: { url-env: A }, on: [end, end] }', 'notices[0].on[1] is "end", it is listed already'],
    [
      '{ slack: { url-env: A }, environments: productoin }',
      'f:8:50: notices[0].environments is "productoin", no such environment, did you mean "production"?',
    ],
    [
      '{ slack: { url-env: A }, environments: [production, qa] }',
      'f:8:63: notices[0].environments[1] is "qa", no such environment, write production',
    ],
    ['{ slack: { url-env: A }, environments: [] }', 'notices[0].environments is an empty list'],
    ['{ slack: "https://hooks.example/hush" }', 'f:8:20: notices[0].slack cannot stand, whoever knows'],
    ['{ slack: { url: "https://hooks.example/hush" } }', 'f:8:27: notices[0].slack.url cannot stand'],
    ['{ slack: { url-env: "https://hooks.example/hush" } }', 'a secret itself must not stand here'],
    ['{ webhook: { url: "https://hooks.example/hush" } }', 'write its name: { url-env: HOOK_URL }'],
    ['{ webhook: { url-env: A, secret: hush } }', 'unknown key "secret" in notices[0].webhook'],
    ['{ webhook: { url-env: A, secret-env: hush! } }', 'a secret itself must not stand here'],
    ['{ webhook: { url-env: A, headers: { Authorization: hush } } }', 'sign with secret-env'],
    ['{ webhook: { url-env: A, headers: { Content-Type: a } } }', 'Glidepath sets it itself'],
    [
      '{ grafana: glsa_hush }',
      'f:8:22: notices[0].grafana cannot stand, it needs an address and a token, write',
    ],
    ['{ grafana: { token-env: A } }', 'notices[0].grafana has no "url"'],
    ['{ grafana: { url: "https://g.example" } }', 'notices[0].grafana has no "token-env"'],
    ['{ grafana: { url: "https://a:hush@g.example", token-env: A } }', 'write token-env, the variable'],
    ['{ grafana: { url: "https://g.example/api", token-env: A } }', 'write "https://g.example"'],
    [
      '{ grafana: { url: "https://g.example", token-env: glsa_hush! } }',
      'a secret itself must not stand here',
    ],
    [
      '{ grafana: { url: "https://g.example", token-env: A, token: hush } }',
      'unknown key "token" in notices[0].grafana',
    ],
    ['{ grafana: { url: "https://g.example", token-env: A, dashboard: /d/adq1x } }', 'behind /d/'],
    ['{ grafana: { url: "https://g.example", token-env: A, tags: ["a,b"] } }', 'a tag is 1 to 50 of'],
    ['{ grafana: { url: "https://g.example", token-env: A, tags: [a, a] } }', 'it is listed already'],
    ['{ grafana: { url: "https://g.example", token-env: A, tags: ["a:b:c"] } }', 'write "a:b_c"'],
    [
      '{ grafana: { url: "https://g.example", token-env: A, tags: ["glidepath:x"] } }',
      'has the tag glidepath already',
    ],
    [
      `{ grafana: { url: "https://g.example", token-env: A, tags: [${['a', 'b', 'c', 'd'].map((one) => one.repeat(45)).join(', ')}] } }`,
      'notices[0].grafana.tags is too long',
    ],
    [
      '{ webhook: { url-env: B }, grafana: { url: "https://g.example", token-env: A } }',
      'write webhook and grafana as two entries',
    ],
    ['"https://hooks.example/hush"', 'notices[0] is an address, a mapping belongs here'],
  ])('%s is refused, and no secret is told', (notice, says) => {
    const said = told(`${production({})}notices: [${notice}]\n`);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    expect(said[0]).not.toContain('hush');
  });
});
