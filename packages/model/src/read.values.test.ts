import { expect, test } from 'vitest';
import { local, production, told } from './testing/files.ts';

const P = 'environments.production';
const L = `${P}.target.local`;
const NAME = 'a name is 1 to 63 of a-z, 0-9 and -, with a letter, and - neither first nor last';

const FILES: readonly (readonly [title: string, content: string, ...told: string[]])[] = [
  [
    'a list instead of a file',
    '- a\n',
    'f:1:1: the file is a list, a mapping belongs here, write service, environments and slos',
  ],
  [
    'a file without its keys',
    '# nothing yet\na: 1\n',
    'f:2:1: the file has no "service", write the name of the service, such as service: checkout',
    'f:2:1: the file has no "environments", write for example environments: { production: { ... } }',
    'f:2:1: the file has no "slos", write for example slos: { availability: 99.9% }',
    'f:2:1: unknown key "a", write one of service, build, environments, slos, sources, flags, notices',
  ],
  [
    'a service that cannot name a ref',
    production({}).replace('checkout', 'Check_out'),
    `f:1:10: service is "Check_out", ${NAME}, write check-out`,
  ],
  [
    'a service that is a number',
    production({}).replace('checkout', '42'),
    'f:1:10: service is 42, text belongs here, write the name of the service, such as service: checkout',
  ],
  [
    'an environment whose name does not fit',
    production({}).replace('production:', 'Prod 1:'),
    `f:3:3: the name "Prod 1" in environments cannot stand, ${NAME}, write prod-1`,
  ],
  [
    'no environment',
    'service: a\nenvironments: {}\nslos: {}\n',
    'f:2:15: environments is empty, a release needs somewhere to go, write for example environments: { production: { ... } }',
  ],
  [
    'an environment without keys',
    'service: a\nenvironments:\n  production:\nslos: {}\n',
    `f:3:3: ${P} is empty, a mapping belongs here, write a mapping with target, strategy and slos`,
  ],
  [
    'a misspelt key, which is not missing too',
    production({ strategy: null, stragety: 'canary' }),
    `f:4:5: unknown key "stragety" in ${P}, did you mean "strategy"?`,
  ],
  [
    'a key that is like no other',
    production({ replicas: '3' }),
    `f:4:5: unknown key "replicas" in ${P}, write one of after, takes-back, url, target, targets, strategy, gates, require, guards, slos, sources, flags, …`,
  ],
  [
    'an environment that nothing judges',
    production({ slos: null }),
    `f:3:3: ${P} has no "slos", write the SLOs that judge it, such as slos: [availability]`,
  ],
  [
    'an empty list of SLOs',
    production({ slos: '[]' }),
    `f:4:11: ${P}.slos is an empty list, without an SLO there is nothing to judge by, write the SLOs that judge it, such as slos: [availability]`,
  ],
  [
    'an engine that there is not',
    production({ target: '{ nomad: {} }' }),
    `f:4:15: unknown key "nomad" in ${P}.target, write one of local, kubernetes, argo-rollouts, launchdarkly, unleash`,
  ],
  [
    'no engine',
    production({ target: '{}' }),
    `f:4:13: ${P}.target is empty, something runs the release, write for example target: { local: { artifact: ./dist, command: [node, server.js], port: 8080 } }`,
  ],
  [
    'a command as one text',
    local({ command: 'node server.js' }),
    `f:4:33: ${L}.command is "node server.js", a list belongs here, write the program and its arguments as a list, such as [node, server.js]`,
  ],
  [
    'an empty command',
    local({ command: '[]' }),
    `f:4:33: ${L}.command is an empty list, write the program and its arguments, such as [node, server.js]`,
  ],
  [
    'a number as argument',
    local({ command: '[node, 8080]' }),
    `f:4:40: ${L}.command[1] is 8080, text belongs here, write each argument as text, in quotes where it is a number`,
  ],
  [
    'a port in quotes',
    local({ port: '"80"' }),
    `f:4:30: ${L}.port is "80", a number belongs here, write a port from 1 to 65535, such as 8080`,
  ],
  [
    'a port that there is not',
    local({ port: '70000' }),
    `f:4:30: ${L}.port is 70000, write a port from 1 to 65535, such as 8080`,
  ],
  [
    'half an instance',
    local({ instances: '1.5' }),
    `f:4:35: ${L}.instances is 1.5, a whole number belongs here, write a whole number from 1 to 64`,
  ],
  [
    'no instances',
    local({ instances: '0' }),
    `f:4:35: ${L}.instances is 0, write a whole number from 1 to 64`,
  ],
  [
    'a path that goes up',
    local({ artifact: '../dist' }),
    `f:4:34: ${L}.artifact is "../dist", .. may leave the workspace, write a path relative to the workspace, such as ./dist`,
  ],
  [
    'a path from the root',
    local({ 'env-file': '/etc/passwd' }),
    `f:4:34: ${L}.env-file is "/etc/passwd", an absolute path leaves the workspace, write a path relative to the workspace, such as ./dist`,
  ],
  [
    'a health check without its slash',
    local({ health: 'healthz' }),
    `f:4:32: ${L}.health is "healthz", a path on a server starts with / and has no spaces, write "/healthz"`,
  ],
  [
    'a misspelt key of the long form',
    local({ health: '{ path: /, intervall: 1s }' }),
    `f:4:43: unknown key "intervall" in ${L}.health, did you mean "interval"?`,
  ],
  [
    'a health check of neither form',
    local({ health: '[/]' }),
    `f:4:32: ${L}.health is a list, text or a mapping belongs here, write a path, such as /healthz, or a mapping with path, interval, timeout and deadline`,
  ],
  [
    'variables that are set already or cannot be',
    local({ env: '{ PORT: "1", 2X: b, OK: 1 }' }),
    `f:4:31: the name "PORT" in ${L}.env cannot be set, each instance gets its own PORT and HOST, leave it out`,
    `f:4:42: the name "2X" in ${L}.env is no name of a variable, names are letters, digits and _, no digit first, choose another name`,
    `f:4:53: ${L}.env.OK is 1, text belongs here, write the value as text, in quotes where it is a number`,
  ],
  [
    'an address that is none',
    local({ host: 'a b' }),
    `f:4:30: ${L}.host is "a b", neither an address nor a host name, write for example 127.0.0.1`,
  ],
  [
    'an unknown strategy',
    production({ strategy: 'canery' }),
    `f:4:15: ${P}.strategy is "canery", did you mean "canary"?`,
  ],
  [
    'a strategy without a way',
    production({ strategy: '{ bake: 5m }' }),
    `f:4:15: ${P}.strategy names no way to move, add canary: [5%, 25%, 50%], rolling: {} or blue-green: {}`,
  ],
  [
    'two strategies',
    production({ strategy: '{ canary: [5%], rolling: {} }' }),
    `f:4:40: ${P}.strategy.rolling stands beside canary, a release moves in one way, leave one of them`,
  ],
  [
    'a bake that blue-green does not have',
    production({ strategy: '{ blue-green: {}, bake: 5m }' }),
    `f:4:39: ${P}.strategy.bake stands beside blue-green, a preview takes no traffic so that there is nothing to watch before the switch, write watch, the look after the switch`,
  ],
  [
    'no steps',
    production({ strategy: '{ canary: [] }' }),
    `f:4:25: ${P}.strategy.canary is an empty list, write the weights as a list, such as [5%, 25%, 50%]`,
  ],
  [
    'weights out of range',
    production({ strategy: '{ canary: [0%, 5, 100%, 150%] }' }),
    `f:4:26: ${P}.strategy.canary[0] is 0%, a step without traffic shows nothing, write more than 0%`,
    `f:4:30: ${P}.strategy.canary[1] is 5, text or a mapping belongs here, write 5%`,
    `f:4:33: ${P}.strategy.canary[2] is 100%, the last move to 100 % is implied, leave this step out`,
    `f:4:39: ${P}.strategy.canary[3] is 150%, there is no more than all of the traffic, write less than 100%`,
  ],
  [
    'a weight in the long form',
    production({ strategy: '{ canary: [{ weight: 120%, aproval: true }] }' }),
    `f:4:36: ${P}.strategy.canary[0].weight is 120%, there is no more than all of the traffic, write less than 100%`,
    `f:4:42: unknown key "aproval" in ${P}.strategy.canary[0], did you mean "approval"?`,
  ],
  [
    'a bake without its unit',
    production({ strategy: '{ canary: [5%], bake: 30 }' }),
    `f:4:37: ${P}.strategy.bake is 30, text or a mapping belongs here, write the unit too: 30s, 30m or 30h`,
  ],
  [
    'a length of time in words',
    production({ pause: '{ timeout: 90 minutes, then: go }' }),
    `f:4:23: ${P}.pause.timeout is "90 minutes", a length of time is a number and its unit, write 90m`,
    `f:4:41: ${P}.pause.then is "go", write one of rollback, leave`,
  ],
  [
    'a policy for breach that would wait',
    production({ on: '{ breach: extend }' }),
    `f:4:19: ${P}.on.breach is "extend", write one of hold, pause, rollback`,
  ],
  [
    'chances that are none',
    production({ analysis: '{ alpha: 60%, beta: 0% }' }),
    `f:4:24: ${P}.analysis.alpha is 60%, the chance of a wrong verdict lies above 0% and up to 50%, write for example 1%`,
    `f:4:35: ${P}.analysis.beta is 0%, the chance of a wrong verdict lies above 0% and up to 50%, write for example 1%`,
  ],
  [
    'margins that judge wrongly',
    production({ analysis: '{ rollback-margin: { ratio: 0.9 }, promotion-margin: { budget-share: 0% } }' }),
    `f:4:43: ${P}.analysis.rollback-margin.ratio is 0.9, write a number from 1, such as 1.5`,
    `f:4:84: ${P}.analysis.promotion-margin.budget-share is 0%, a release without failures could never be promoted, write more than 0%, such as 20%`,
  ],
  [
    'objectives without an error budget, or all of one',
    production({}, '{ availability: 100%, latency: { objective: 0% under 300ms } }'),
    'f:7:23: slos.availability is "100%", that leaves no error budget to judge by, write less than 100%, such as 99.9%',
    'f:7:51: slos.latency.objective is "0% under 300ms", every release would meet it, write for example 99.9% or 99% under 300ms',
  ],
  [
    'an objective without %',
    production({}, '{ availability: 99.9 }'),
    'f:7:23: slos.availability is 99.9, text or a list or a mapping belongs here, write 99.9%',
  ],
];

test.each(FILES)('refuses %s', (_title, content, ...expected) => {
  expect(told(content)).toEqual(expected);
});

test('tells all faults of a file, in its order', () => {
  const lines = told(
    production({
      after: 'staging',
      strategy: '{ canary: [25%, 5%], bake: 1 }',
      slos: '[availabilty]',
      gate: '[]',
    }),
  );
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    `f:4:12: ${P}.after is "staging"`,
    `f:5:31: ${P}.strategy.canary[1] is 5%`,
    `f:5:42: ${P}.strategy.bake is 1`,
    `f:6:12: ${P}.slos[0] is "availabilty"`,
    `f:7:5: unknown key "gate" in ${P}`,
  ]);
});
