import { describe, expect, it } from 'vitest';
import { describeDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';
import type { WavesTargetSpec } from './waves.ts';

const ELSEWHERE = '{ a: { objective: 99%, prometheus: { total: a, bad: b, split: v } } }';

function kubernetes(
  targets: string,
  target = '{ kubernetes: { deployment: checkout } }',
  strategy = 'rolling',
): string {
  return `${production({ target, targets, strategy, slos: '[a]' }, ELSEWHERE)}sources: { prometheus: { url: http://127.0.0.1 } }\n`;
}

function local(targets: string, strategy = 'rolling'): string {
  return production({
    target: '{ local: { artifact: dist, command: [node], port: 8080 } }',
    targets,
    strategy,
  });
}

function wavesIn(file: string): WavesTargetSpec {
  const read = readDelivery(file, 'f');
  if (!read.ok) throw new Error(told(file).join('\n'));
  const target = read.delivery.environments[0]?.target;
  if (target?.kind !== 'waves') throw new Error('there are no waves');
  return target;
}

describe('targets in waves', () => {
  it('are contexts of the kubeconfig, in the short form', () => {
    const { waves, bake } = wavesIn(kubernetes('[[eu-1], [us-1, us-2]]'));
    expect(
      waves.map((wave) => wave.map(({ name, spec }) => [name, 'context' in spec && spec.context])),
    ).toEqual([
      [['eu-1', 'eu-1']],
      [
        ['us-1', 'us-1'],
        ['us-2', 'us-2'],
      ],
    ]);
    expect(bake).toEqual({ min: 300_000, max: 1_800_000 });
  });

  it('have what is common, and what is their own before it', () => {
    const file = kubernetes(
      '{ waves: [[eu-1], [us-1]], bake: 10m, each: { us-1: { context: "arn:x", namespace: shop-us } } }',
      '{ kubernetes: { deployment: checkout, namespace: shop } }',
    );
    const { waves, bake } = wavesIn(file);
    expect(waves.flat().map(({ spec }) => spec)).toMatchObject([
      { deployment: 'checkout', namespace: 'shop', context: 'eu-1' },
      { deployment: 'checkout', namespace: 'shop-us', context: 'arn:x' },
    ]);
    expect(bake).toEqual({ min: 300_000, max: 600_000 });
  });

  it('are on this host too, and are not divided into more batches than the least of them has instances', () => {
    const file = local('{ waves: [[a], [b]], each: { b: { port: 8081, instances: 1 } } }');
    const read = readDelivery(file, 'f');
    expect(read.ok && read.delivery.environments[0]?.strategy).toMatchObject({ batches: 1 });
    expect(
      wavesIn(file)
        .waves.flat()
        .map(({ spec }) => spec),
    ).toMatchObject([
      { port: 8080, instances: 2 },
      { port: 8081, instances: 1 },
    ]);
  });

  it('are written out and read back', () => {
    const file = kubernetes(
      '{ waves: [[eu-1], [us-1]], each: { us-1: { image: ghcr.io/a/b, namespace: x, traffic: { httpRoute: r } } } }',
      undefined,
      '{ canary: [5%] }',
    );
    const read = readDelivery(file, 'f');
    if (!read.ok) throw new Error(told(file).join('\n'));
    const again = readDelivery(JSON.stringify(describeDelivery(read.delivery)), 'f');
    expect(again).toEqual(read);
  });

  const T = 'environments.production.targets';
  it.each<[string, string, string]>([
    [
      'a flag',
      flag('[[a]]'),
      `f:5:14: ${T} stands beside target.unleash, a flag is turned in one place for everybody, so that there are no waves, leave it out, or write an environment for each`,
    ],
    [
      'no wave',
      kubernetes('[]'),
      `f:5:14: ${T} is an empty list, write the names of the targets, a list for each wave, such as [[eu-1], [us-1, us-2]]`,
    ],
    [
      'a name twice',
      kubernetes('[[a], [b, a]]'),
      `f:5:24: ${T}[1][1] is "a", it is in a wave already, remove one of the two`,
    ],
    [
      'a name of no target',
      kubernetes('{ waves: [[eu-1]], each: { eu1: {} } }'),
      `f:5:46: ${T}.each.eu1 is of no target, "eu1" is in no wave, did you mean "eu-1"?`,
    ],
    [
      'a wrong override',
      kubernetes('{ waves: [[eu-1]], each: { eu-1: { namespace: A_B } } }'),
      `f:5:60: ${T}.each.eu-1.namespace is "A_B", names in Kubernetes are a-z, 0-9 and -, with neither end a -, write a name, such as shop`,
    ],
    [
      'an unknown override',
      kubernetes('{ waves: [[eu-1]], each: { eu-1: { namespce: a } } }'),
      `f:5:49: unknown key "namespce" in ${T}.each.eu-1, did you mean "namespace"?`,
    ],
    [
      'a common context',
      kubernetes('[[a]]', '{ kubernetes: { deployment: d, context: c } }'),
      `f:4:53: environments.production.target.kubernetes.context is "c", each of targets has a context of its own, which is its name or stands under targets.each, leave it out`,
    ],
    [
      'one port for two',
      local('[[a], [b]]'),
      `f:4:63: environments.production.target.local.port is 8080, a and b would both have it on the same host, write another one in targets.each.b.port`,
    ],
    [
      'a release for one',
      local('{ waves: [[a]], each: { a: { env: {} } } }'),
      `f:5:48: ${T}.each.a.env cannot be told apart, it is a part of the release, and all targets get the same one, write it under target.local, or write env-file`,
    ],
    [
      'a port twice',
      local('{ waves: [[a], [b]], each: { a: { port: 1 }, b: { port: 1 } } }'),
      `f:5:70: ${T}.each.b.port is 1, ${T}.each.a.port has it on the same host, write another port`,
    ],
  ])('refuse %s', (_, file, text) => {
    expect(told(file)).toEqual([text]);
  });
});

function flag(targets: string): string {
  const target = '{ unleash: { flag: f, url: http://127.0.0.1/api, environment: e } }';
  return kubernetes(targets, target, 'blue-green');
}
