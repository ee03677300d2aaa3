import { FakeTarget } from '@glidepath/conductor/testing';
import { readDelivery, type Environment } from '@glidepath/model';
import { expect, it } from 'vitest';
import { sourcesOf } from './sources.ts';

const PROMETHEUS = '{ objective: 99%, prometheus: { total: x, bad: y, split: version } }';
const AROUND = { env: {}, workspace: '/nowhere' };

function environment(slos: Readonly<Record<string, string>>): Environment {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${Object.keys(slos).join(', ')}]
slos:
${Object.entries(slos)
  .map(([name, text]) => `  ${name}: ${text}\n`)
  .join('')}sources: { prometheus: { url: "http://127.0.0.1:9" } }
`,
    'delivery.yml',
  );
  const [first] = read.ok ? read.delivery.environments : [];
  if (first === undefined) throw new Error(JSON.stringify(read));
  return first;
}

it("the target's own counters alone are taken as they are", async () => {
  const target = new FakeTarget();
  const { metrics, foreign } = await sourcesOf(AROUND, environment({ a: '99%' }), target);
  expect(metrics).toBe(target.counters);
  expect(foreign).toEqual([]);
});

it('SLOs of one source share it', async () => {
  const sources = await sourcesOf(
    AROUND,
    environment({ a: PROMETHEUS, b: '99%', c: PROMETHEUS }),
    new FakeTarget(),
  );
  expect(sources.foreign.map(({ name, slos }) => [name, slos.map((slo) => slo.name)])).toEqual([
    ['prometheus', ['a', 'c']],
  ]);
});

it('counters that the target does not have are a mistake in the file', async () => {
  const bare = { counters: null };
  await expect(sourcesOf(AROUND, environment({ a: PROMETHEUS, b: '99%' }), bare)).rejects.toThrow(
    'slos.b is measured',
  );
  await expect(sourcesOf(AROUND, { ...environment({ a: '99%' }), slos: [] }, bare)).rejects.toThrow(
    'has no SLOs',
  );
  expect((await sourcesOf(AROUND, environment({ a: PROMETHEUS }), bare)).foreign).toHaveLength(1);
});
