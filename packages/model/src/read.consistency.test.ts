import { expect, test } from 'vitest';
import { production, told } from './testing/files.ts';

const P = 'environments.production';

/** Several environments, one a line from line 3 on, each with its own port. */
function environments(
  written: Readonly<Record<string, string>>,
  port = (index: number) => 8080 + index,
): string {
  const lines = Object.entries(written).map(([name, keys], index) => {
    const target = `target: { local: { artifact: dist, command: [node], port: ${port(index)} } }`;
    return `  ${name}: { ${keys}${keys === '' ? '' : ', '}${target}, strategy: rolling, slos: [availability] }`;
  });
  return ['service: checkout', 'environments:', ...lines, 'slos: { availability: 99.9% }', ''].join('\n');
}

const FILES: readonly (readonly [title: string, content: string, ...told: string[]])[] = [
  [
    'an environment after one that there is not',
    environments({ staging: '', production: 'after: stagin' }),
    `f:4:24: ${P}.after is "stagin", no such environment, did you mean "staging"?`,
  ],
  [
    'the only environment after another',
    environments({ production: 'after: staging' }),
    `f:3:24: ${P}.after is "staging", no such environment, remove it`,
  ],
  [
    'an environment after itself',
    environments({ production: 'after: production' }),
    `f:3:24: ${P}.after is "production", an environment cannot come after itself, remove it or name another`,
  ],
  [
    'a circle, told once, and one that only leads into it',
    environments({ entry: 'after: b', a: 'after: c', b: 'after: a', c: 'after: b' }),
    'f:4:15: environments.a.after is "c", that makes a circle: a after c after b after a, remove after from the environment that comes first',
  ],
  [
    'taking back in an environment that there is not',
    environments({ staging: '', production: 'after: staging, takes-back: stagin' }),
    `f:4:45: ${P}.takes-back is "stagin", no such environment, did you mean "staging"?`,
  ],
  [
    'taking back in the same environment',
    environments({ staging: '', production: 'after: staging, takes-back: production' }),
    `f:4:45: ${P}.takes-back is "production", what went back here has gone back, remove it or name the one of after`,
  ],
  [
    'taking back where nothing came from',
    environments({ canary: '', staging: '', production: 'after: staging, takes-back: canary' }),
    `f:5:45: ${P}.takes-back is "canary", only a release that came through there is known to be there, write staging, or remove it`,
  ],
  [
    'taking back without an environment before',
    environments({ staging: '', production: 'takes-back: staging' }),
    `f:4:29: ${P}.takes-back is "staging", only a release that came through there is known to be there, write after: staging too`,
  ],
  [
    'a name that is wrong twice, told once',
    environments({ production: 'after: staging, takes-back: staging' }),
    `f:3:24: ${P}.after is "staging", no such environment, remove it`,
  ],
  [
    'an SLO that is not defined',
    production({ slos: '[availability, latncy]' }, '{ availability: 99.9%, latency: 99% under 1s }'),
    `f:4:26: ${P}.slos[1] is "latncy", no such SLO is defined under slos, did you mean "latency"?`,
  ],
  [
    'an SLO where none is defined',
    production({}, '{}'),
    `f:6:12: ${P}.slos[0] is "availability", no such SLO is defined under slos, define it: slos: { "availability": 99.9% }`,
  ],
  [
    'an SLO that is listed twice',
    production({ slos: '[availability, availability]' }),
    `f:4:26: ${P}.slos[1] is "availability", it is listed already, remove one of the two`,
  ],
  [
    'weights that fall or stay',
    production({ strategy: '{ canary: [5%, { weight: 2% }, 10%, 10%] }' }),
    `f:4:40: ${P}.strategy.canary[1].weight is 2%, weights rise from step to step and the one before has 5%, put the steps in order`,
    `f:4:51: ${P}.strategy.canary[3] is 10%, weights rise from step to step and the one before has 10%, put the steps in order`,
  ],
  [
    'a step after 100 %',
    production({ strategy: '{ canary: [50%, 100%, 60%] }' }),
    `f:4:31: ${P}.strategy.canary[1] is 100%, the last move to 100 % is implied, leave this step out`,
    `f:4:37: ${P}.strategy.canary[2] is 60%, weights rise from step to step and the one before has 100%, put the steps in order`,
  ],
  [
    'bakes that end before they may',
    production({
      strategy:
        '{ canary: [{ weight: 5%, bake: { min: 1h, max: 59m } }], bake: { min: 3m, max: 2m }, watch: { max: 2m, min: 121s } }',
    }),
    `f:4:53: ${P}.strategy.canary[0].bake.min is 1h, longer than max, 59m, write a shorter min or a longer max`,
    `f:4:85: ${P}.strategy.bake.min is 3m, longer than max, 2m, write a shorter min or a longer max`,
    `f:4:123: ${P}.strategy.watch.min is 121s, longer than max, 2m, write a shorter min or a longer max`,
  ],
  [
    'more batches than instances',
    production({ strategy: '{ rolling: { batches: 3 } }' }),
    `f:4:37: ${P}.strategy.rolling.batches is 3, there are 2 instances to divide, write at most 2`,
  ],
  [
    'a look that comes after the bake',
    production({ strategy: '{ canary: [5%], bake: { min: 2s, max: 2m } }' }),
    `f:4:37: ${P}.strategy.bake is over after 2s at the earliest, before the first look: analysis.poll is 5s, watch for at least 5s, or write a shorter poll under analysis`,
  ],
  [
    'a poll longer than a bake',
    production({
      analysis: '{ poll: 2m }',
      strategy: '{ canary: [{ weight: 5%, bake: { min: 1m } }], bake: { min: 2m } }',
    }),
    `f:4:23: ${P}.analysis.poll is 2m, longer than the min of strategy.canary[0].bake, 1m, write at most 1m`,
  ],
  [
    'a first bake within the warm-up',
    production({ strategy: '{ rolling: {}, bake: 1m }' }),
    `f:4:36: ${P}.strategy.bake is over after 1m at the latest, nothing is promoted before: analysis.warm-up is 1m, watch for more than 1m, or write a shorter warm-up under analysis`,
  ],
  [
    'a warm-up longer than the only look',
    production({ analysis: '{ warm-up: 1h }', strategy: 'blue-green' }),
    `f:4:26: ${P}.analysis.warm-up is 1h, it outlasts strategy.watch, 30m, so that no evidence could come, write less than 30m`,
  ],
  [
    'two environments behind one port',
    environments({ staging: '', production: '' }, () => 8080),
    'f:4:75: environments.production.target.local.port is 8080, environments.staging.target.local.port has it on the same host, write another port',
  ],
  [
    'counters on the port of the proxy',
    production({ target: '{ local: { artifact: dist, command: [node], port: 80, metrics-port: 80 } }' }),
    `f:4:81: ${P}.target.local.metrics-port is 80, ${P}.target.local.port has it on the same host, write another port`,
  ],
];

test.each(FILES)('refuses %s', (_title, content, ...expected) => {
  expect(told(content)).toEqual(expected);
});

const two = (hosts: readonly [string, string]): string =>
  environments({ staging: '', production: '' }, () => 8080).replaceAll('port: 8080', () => {
    const [host, other] = hosts;
    hosts = [other, host];
    return `port: 8080, host: "${host}"`;
  });

test.each([
  ['127.0.0.1', 'localhost'],
  ['0.0.0.0', '10.0.0.1'],
  ['10.0.0.1', '::'],
] as const)('%s and %s are one place to listen', (one, other) => {
  expect(told(two([one, other]))).toHaveLength(1);
});

test('two addresses may share a port', () => {
  expect(told(two(['10.0.0.1', '10.0.0.2']))).toEqual([]);
});

test('what came through the environment before may be taken back there', () => {
  expect(told(environments({ staging: '', production: 'after: staging, takes-back: staging' }))).toEqual([]);
});

test('an SLO that nothing uses is no fault', () => {
  expect(told(production({}, '{ availability: 99.9%, latency: 99% under 300ms }'))).toEqual([]);
});

test('a file of hundreds of faults is told in a blink, each line short', () => {
  const names = Array.from({ length: 400 }, (_, index) => `e${index}`);
  const written = names.map(
    (name, index) => `  ${name}: { after: ${names[(index + 1) % 400]}, slos: [unknown] }\n`,
  );
  const slos = names.map((name) => `${name}: 99%`).join(', ');
  const lines = told(`service: a\nenvironments:\n${written.join('')}slos: { ${slos} }\n`);
  // The circle once; for each environment an unknown SLO, no target, no strategy.
  expect(lines).toHaveLength(1 + 400 * 3);
  expect(lines.filter((line) => line.length > 300)).toHaveLength(1);
});
