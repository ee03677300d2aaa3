import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDelivery } from './describe.ts';
import type { AlertSelector, Guard } from './guard.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';
import { filesOf, ratioSlo } from './testing/openslo-files.ts';

const G = 'environments.production.guards';
const SLOS = `{
  availability: { objective: 99.9%, prometheus: { total: a, bad: b, split: v } },
  latency: { objective: 99% under 300ms, datadog: { distribution: 'd{*}', split: v } },
  own: 99%,
  asked: { objective: 99%, http: { get: '/{release}', total: t, bad: b, counts: since-start } } }`;
const SOURCES = `sources:
  prometheus: { url: http://127.0.0.1:9090 }
  datadog: {}
  http: { url: http://127.0.0.1 }
  cloudwatch: { region: eu-central-1 }
  alertmanager: { url: http://127.0.0.1:9093 }
`;

function withGuards(guards: string, slos = '[availability, latency, own]', sources = SOURCES): string {
  return `${production({ guards, slos }, SLOS)}${sources}`;
}

function guardsOf(content: string): readonly Guard[] {
  const read = readDelivery(content, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments.flatMap(({ guards }) => guards);
}

function alertsOf(written: string): AlertSelector {
  const [guard] = guardsOf(withGuards(`[{ alerts: ${written} }]`));
  if (guard?.kind !== 'alerts') throw new Error('no guard on alerts');
  return guard.alerts;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FAST = [
  { rate: 14.4, long: HOUR, short: 5 * MINUTE },
  { rate: 6, long: 6 * HOUR, short: 30 * MINUTE },
];
const SLOW = [
  { rate: 3, long: DAY, short: 2 * HOUR },
  { rate: 1, long: 3 * DAY, short: 6 * HOUR },
];
const slos = [{ name: 'availability' }, { name: 'latency' }];

describe('a guard on SLOs', () => {
  it.each([
    ['burn-rate: hold', { kind: 'burn-rate', slos, windows: [...FAST, ...SLOW], then: 'hold' }],
    ['burn-rate: {}', { kind: 'burn-rate', slos, windows: [...FAST, ...SLOW], then: 'hold' }],
    [
      'burn-rate: { slos: latency, windows: fast, then: rollback }',
      { kind: 'burn-rate', slos: [{ name: 'latency' }], windows: FAST, then: 'rollback' },
    ],
    ['burn-rate: { windows: slow }', { windows: SLOW }],
    [
      'burn-rate: { slos: [latency, availability], windows: [{ rate: 2, long: 10m, short: 30s }], then: pause }',
      {
        slos: slos.toReversed(),
        windows: [{ rate: 2, long: 10 * MINUTE, short: MINUTE / 2 }],
        then: 'pause',
      },
    ],
    ['budget: 10%', { kind: 'budget', slos, floor: 10, period: 30 * DAY, then: { kind: 'refuse' } }],
    ['budget: 0%', { floor: 0 }],
    [
      'budget: { floor: 2.5%, period: 7d, slow: 1.5, slos: [availability] }',
      {
        kind: 'budget',
        slos: [{ name: 'availability' }],
        floor: 2.5,
        period: 7 * DAY,
        then: { kind: 'slow', factor: 1.5 },
      },
    ],
  ])('%s', (written, guard) => {
    expect(guardsOf(withGuards(`[{ ${written} }]`))).toMatchObject([guard]);
  });

  it('watches an SLO as it judges there, with its server', () => {
    const read = readDelivery(withGuards('[{ burn-rate: hold }]'), 'f');
    const [here] = read.ok ? read.delivery.environments : [];
    expect(here?.guards).toMatchObject([{ slos: here?.slos.slice(0, 2) }]);
  });
});

describe('a guard on alerts', () => {
  it.each([
    [
      `{ alertmanager: 'service="checkout", severity=~"page|critical"' }`,
      {
        kind: 'alertmanager',
        matchers: [
          { label: 'service', operator: '=', value: 'checkout' },
          { label: 'severity', operator: '=~', value: 'page|critical' },
        ],
        server: { url: 'http://127.0.0.1:9093', timeout: 10_000, headers: {}, auth: null, tls: null },
      },
    ],
    [
      `{ prometheus: '{severity="page", team!="b"}' }`,
      {
        kind: 'prometheus',
        matchers: [
          { label: 'severity', operator: '=', value: 'page' },
          { label: 'team', operator: '!=', value: 'b' },
        ],
        server: { url: 'http://127.0.0.1:9090' },
      },
    ],
    ['{ datadog: service:checkout }', { kind: 'datadog', tags: ['service:checkout'] }],
    ['{ datadog: [service:checkout, "env:prod"] }', { tags: ['service:checkout', 'env:prod'] }],
    ['{ cloudwatch: checkout 5xx }', { alarms: { kind: 'names', names: ['checkout 5xx'] } }],
    ['{ cloudwatch: [a, b] }', { alarms: { kind: 'names', names: ['a', 'b'] } }],
    ['{ cloudwatch: { prefix: checkout- } }', { alarms: { kind: 'prefix', prefix: 'checkout-' } }],
  ])('%s', (written, alerts) => {
    expect(alertsOf(written)).toMatchObject(alerts);
  });

  it('holds by default', () => {
    const guards = guardsOf(
      withGuards('[{ alerts: { datadog: a } }, { alerts: { datadog: a, then: pause } }]'),
    );
    expect(guards.map(({ then }) => then)).toEqual(['hold', 'pause']);
  });
});

describe('one guard', () => {
  it.each([
    ['{}', `f:4:14: ${G}[0] is empty, a guard says what it watches`],
    ['{ budgt: 10% }', `unknown key "budgt" in ${G}[0], did you mean "budget"?`],
    [
      '{ burn-rate: hold, budget: 10% }',
      `f:4:41: ${G}[0].budget stands beside burn-rate, each guard watches one thing, write it as an entry of its own`,
    ],
    ['{ burn-rate: hol }', `f:4:27: ${G}[0].burn-rate is "hol", did you mean "hold"?`],
    ['{ burn-rate: extend }', 'write one of hold, pause, rollback'],
    ['{ burn-rate: { windows: fas } }', `${G}[0].burn-rate.windows is "fas", did you mean "fast"?`],
    ['{ burn-rate: { windows: [] } }', `${G}[0].burn-rate.windows is an empty list`],
    ['{ burn-rate: { windows: [{ rate: 0, long: 1h, short: 5m }] } }', 'write a number above 0'],
    ['{ burn-rate: { windows: [{ rate: 1, long: 5m }] } }', `${G}[0].burn-rate.windows[0] has no "short"`],
    [
      '{ burn-rate: { windows: [{ rate: 1, long: 5m, short: 5m }] } }',
      `f:4:67: ${G}[0].burn-rate.windows[0].short is too long, it is not shorter than long`,
    ],
    [
      '{ burn-rate: { windows: [{ rate: 1, long: 91d, short: 5m }] } }',
      'is 91d, too long, write at most 90d',
    ],
    [
      '{ burn-rate: { windows: [{ rate: 1, long: 1h, short: 5m }, { rate: 1, long: 60m, short: 5m }] } }',
      `${G}[0].burn-rate.windows[1] is listed already`,
    ],
    ['{ burn-rate: { slos: [] } }', `${G}[0].burn-rate.slos is an empty list`],
    [
      '{ burn-rate: { slos: [latency, latency] } }',
      `${G}[0].burn-rate.slos[1] is "latency", it is listed already`,
    ],
    [
      '{ burn-rate: { slos: [latncy] } }',
      `f:4:36: ${G}[0].burn-rate.slos[0] is "latncy", no such SLO judges in this environment, did you mean "latency"?`,
    ],
    [
      '{ budget: { floor: 1%, slos: asked } }',
      `${G}[0].budget.slos is "asked", no such SLO judges in this environment, add it to the slos of the environment`,
    ],
    [
      '{ budget: { floor: 1%, slos: [own] } }',
      `${G}[0].budget.slos[0] is "own", slos.own is measured on the target's own counters, which know nothing of times past, scrape metrics-port with Prometheus`,
    ],
    ['{ budget: 10 }', 'write 10%'],
    ['{ budget: 100% }', `f:4:24: ${G}[0].budget is 100%, one failed request would keep every release out`],
    ['{ budget: { period: 7d } }', `${G}[0].budget has no "floor"`],
    ['{ budget: { floor: 1%, period: 59m } }', 'write at least 1h'],
    ['{ budget: { floor: 1%, slow: 1 } }', `${G}[0].budget.slow is 1, write a number above 1, at most 100`],
    ['{ budget: { floor: 1%, slow: 101 } }', 'write a number above 1, at most 100'],
    ['{ budget: { floor: 1%, then: hold } }', 'unknown key "then"'],
    ['{ alerts: {} }', `f:4:24: ${G}[0].alerts names no source`],
    ['{ alerts: { then: hold } }', `${G}[0].alerts names no source`],
    [
      '{ alerts: { datadog: a, cloudwatch: b } }',
      `f:4:50: ${G}[0].alerts.cloudwatch stands beside datadog, each guard looks in one place`,
    ],
    ['{ alerts: { datadg: a } }', 'did you mean "datadog"?'],
    ['{ alerts: { datadog: [] } }', `${G}[0].alerts.datadog is an empty list`],
    ['{ alerts: { datadog: "a,b" } }', `${G}[0].alerts.datadog is "a,b", no tag of Datadog`],
    ['{ alerts: { cloudwatch: { prefx: a } } }', 'did you mean "prefix"?'],
    [
      '{ alerts: { cloudwatch: { prefix: "" } } }',
      `${G}[0].alerts.cloudwatch.prefix is "", nothing stands there`,
    ],
    ['{ alerts: { cloudwatch: [a, a] } }', `${G}[0].alerts.cloudwatch[1] is "a", it is listed already`],
    ['{ alerts: { cloudwatch: [] } }', `${G}[0].alerts.cloudwatch is an empty list`],
    [`{ alerts: { prometheus: 'severity' } }`, 'no PromQL can be read from it, write matchers on labels'],
    [`{ alerts: { prometheus: 'up{a="b"}' } }`, 'write matchers on labels'],
    [`{ alerts: { prometheus: '{"up", a="b"}' } }`, 'is no matcher'],
    [`{ alerts: { prometheus: '__name__="up"' } }`, 'alerts have no metric'],
    [`{ alerts: { prometheus: '{}' } }`, 'every alert would be meant'],
    [`{ alerts: { prometheus: 'severity!="page"' } }`, 'say too what they have, such as severity="page"'],
    [`{ alerts: { prometheus: 'severity=~".*"' } }`, 'alerts that have none of these labels'],
    [
      `{ alerts: { prometheus: "severity='page', a='b', severity=\`page\`" } }`,
      'severity="page" is there twice, remove one of the two',
    ],
    [`{ alerts: { prometheus: 'a=~"(?i)page"' } }`, '"(?i)page" is no regular expression, write "(?i:page)"'],
    [`{ alerts: { prometheus: 'a=~"b)|(c"' } }`, '"b)|(c" is no regular expression'],
    [`{ alerts: { prometheus: 'a="\\q"' } }`, 'has a backslash that PromQL does not know'],
    [`{ alerts: { prometheus: 'a="b' } }`, 'is not closed'],
  ])('%s is refused', (guard, says) => {
    const said = told(withGuards(`[${guard}]`));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
  });
});

describe('guards', () => {
  it.each([
    ['[{ budget: 10% }, { budget: { floor: 10%, slos: [latency, availability] } }]'],
    ['[{ burn-rate: hold }, { burn-rate: { windows: all, then: hold } }]'],
    [`[{ alerts: { prometheus: 'a="b"' } }, { alerts: { prometheus: "{a='b'}", then: hold } }]`],
  ])('%s say the same', (guards) => {
    expect(told(withGuards(guards))).toEqual([
      expect.stringContaining(`${G}[1] is there twice, guards[0] says the same, remove one of the two`),
    ]);
  });

  it('may differ in one thing only', () => {
    const guards =
      '[{ budget: 10% }, { budget: 25% }, { budget: { floor: 25%, slow: 2 } }, { burn-rate: hold }, { burn-rate: rollback }]';
    expect(told(withGuards(guards))).toEqual([]);
  });

  it.each([
    ['[own]', "has no SLO to watch in production, slos.own is measured on the target's own counters"],
    ['[asked]', 'slos.asked is measured over http, whose counts know nothing of times past'],
    ['[own, asked]', 'none of the 2 is measured where what was counted is kept'],
  ])('are refused where of %s none can tell of times past', (names, says) => {
    expect(told(withGuards('[{ burn-rate: hold }]', names))).toEqual([
      expect.stringContaining(`f:4:27: ${G}[0].burn-rate has no SLO to watch`),
    ]);
    expect(told(withGuards('[{ burn-rate: hold }]', names))[0]).toContain(says);
  });

  it('say nothing more of an SLO that there is not', () => {
    expect(told(withGuards('[{ burn-rate: hold }]', '[missing]'))).toEqual([
      expect.stringContaining('no such SLO is defined'),
    ]);
  });

  it('say nothing more of an SLO whose document could not be read', () => {
    const guards = '[{ burn-rate: hold }, { burn-rate: { slos: availability, windows: fast } }]';
    const file = production({ guards }, '{ availability: { openslo: slo.yaml } }');
    const unread = { ok: false, fault: { why: 'there is no such file', mend: 'write it' } } as const;
    const read = readDelivery(file, 'f', new Map([['slo.yaml', unread]]));
    expect(read.ok ? [] : read.diagnostics.map(({ why }) => why)).toEqual(['there is no such file']);
  });

  it('need the server of their alerts', () => {
    const sources = SOURCES.replace(/ {2}alertmanager.*\n/, '');
    expect(told(withGuards(`[{ alerts: { alertmanager: 'a="b"' } }]`, undefined, sources))).toEqual([
      `f:4:40: ${G}[0].alerts.alertmanager has no server, the file does not say where it is, write sources: { alertmanager: { url: http://127.0.0.1:9093 } } beside slos for all environments, or under environments.production`,
    ]);
  });

  it('are told in their long form', () => {
    const guards = `[{ burn-rate: { windows: fast } }, { budget: { floor: 5%, slow: 2 } }, { alerts: { alertmanager: "{severity='page'}" } }, { alerts: { cloudwatch: { prefix: a } } }]`;
    const read = readDelivery(withGuards(guards), 'f');
    expect(read.ok ? formatDelivery(read.delivery) : '').toContain(`    guards:
      - burn-rate:
          slos: [ availability, latency ]
          windows:
            - { rate: 14.4, long: 1h, short: 5m }
            - { rate: 6, long: 6h, short: 30m }
          then: hold
      - budget:
          slos: [ availability, latency ]
          floor: 5%
          period: 30d
          slow: 2
      - alerts: { alertmanager: severity="page", then: hold }
      - alerts:
          cloudwatch: { prefix: a }
          then: hold
`);
  });
});

/** SLOs of these objectives that can tell of times past, and one that can't. */
function withObjectives(objectives: Readonly<Record<string, string>>, guard: string): string {
  const measured = Object.entries(objectives).map(([name, objective]) => {
    const counts = objective.includes('under') ? 'histogram: h' : 'total: a, bad: b';
    return `${name}: { objective: ${objective}, prometheus: { ${counts}, split: v } }`;
  });
  const names = [...Object.keys(objectives), 'own'].join(', ');
  const defined = `{ ${[...measured, 'own: 99.99%'].join(', ')} }`;
  return `${production({ guards: `[${guard}]`, slos: `[${names}]` }, defined)}${SOURCES}`;
}

describe('burn rates that an SLO', () => {
  it.each([
    ['burn-rate: hold', { low: '1%' }],
    ['burn-rate: { slos: low, windows: slow }', { low: '1%' }],
    ['burn-rate: { slos: low, windows: fast }', { low: '84% under 1s' }],
    ['burn-rate: { windows: fast }', { low: '80%', high: '99%' }],
    ['burn-rate: { windows: [{ rate: 10, long: 1h, short: 5m }] }', { low: '90%' }],
    [
      'burn-rate: { windows: [{ rate: 11, long: 1h, short: 5m }, { rate: 9, long: 6h, short: 1h }] }',
      { low: '90%' },
    ],
  ])('can reach are good: %s of %j', (guard, objectives) => {
    expect(told(withObjectives(objectives, `{ ${guard} }`))).toEqual([]);
  });

  it('can not reach are refused, and told with what would do', () => {
    const guard = '{ burn-rate: { slos: [high, low], windows: fast } }';
    expect(told(withObjectives({ high: '99%', low: '80%' }, guard))).toEqual([
      `f:4:42: ${G}[0].burn-rate.slos[1] is "low", slos.low never burns faster than 5, since its objective is 80%, write lower rates, at most 5, or windows: slow`,
    ]);
    expect(told(withObjectives({ low: '83%' }, guard.replace('[high, low]', 'low')))).toEqual([
      `f:4:35: ${G}[0].burn-rate.slos is "low", slos.low never burns faster than 5.88, since its objective is 83%, write lower rates, at most 5.88, or windows: slow`,
    ]);
  });

  it('can not reach, nor any other one where none is named, are refused', () => {
    const guard = '{ burn-rate: { windows: [{ rate: 10.1, long: 1h, short: 5m }] } }';
    const most = 'slos.low never burns faster than 10, since its objective is 90%';
    expect(told(withObjectives({ low: '90% under 1s' }, guard))).toEqual([
      `f:4:27: ${G}[0].burn-rate can never fire, ${most}, write lower rates, at most 10, or windows: slow`,
    ]);
    expect(told(withObjectives({ lower: '50%', low: '90% under 1s' }, guard))).toEqual([
      `f:4:27: ${G}[0].burn-rate can never fire, of 2 SLOs none can: ${most}, write lower rates, at most 10, or windows: slow`,
    ]);
  });

  it('of an OpenSLO document can not reach are refused likewise', () => {
    const guards = '[{ burn-rate: { windows: fast } }]';
    const file = production({ guards }, '{ availability: { openslo: slo.yaml, split: version } }');
    const read = (target: string): readonly string[] => {
      const document = ratioSlo({ objective: `    - target: ${target}` });
      const result = readDelivery(`${file}${SOURCES}`, 'f', filesOf({ 'slo.yaml': document }));
      return result.ok ? [] : result.diagnostics.map(({ why }) => why ?? '');
    };
    expect(read('0.95')).toEqual([]);
    expect(read('0.8')).toEqual(['slos.availability never burns faster than 5, since its objective is 80%']);
  });

  it('of which more is wrong can not reach are told once', () => {
    const guard = '{ burn-rate: { slos: [low, low], windows: fast } }';
    expect(told(withObjectives({ low: '80%' }, guard))).toEqual([
      expect.stringContaining('slos[1] is "low", it is listed already'),
    ]);
    expect(told(withObjectives({ low: '80' }, '{ burn-rate: { slos: low, windows: fast } }'))).toEqual([
      expect.stringContaining('slos.low.objective is'),
    ]);
  });
});

describe('the how-to on guards', () => {
  const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'how-to', 'guards.md');
  const shown = [...readFileSync(page, 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
  const [whole = '', ...parts] = shown;

  it('shows a good delivery file', () => {
    expect(told(whole)).toEqual([]);
  });

  it.each(parts)('shows good keys of an environment: %s', (part) => {
    const keys = part.replaceAll(/^(?=.)/gm, '    ');
    const file = withGuards('[]', '[availability]').replace(/^ {4}guards: \[\]\n/m, keys);
    expect(file).toContain(keys);
    expect(told(file)).toEqual([]);
  });
});
