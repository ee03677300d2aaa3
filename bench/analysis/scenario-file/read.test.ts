import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../world/scenario.ts';
import { loadScenarios, readScenarios } from './read.ts';

function faults(text: string): readonly string[] {
  const read = readScenarios(text, 'own.yaml');
  return read.ok ? [] : read.faults;
}

describe('a file of scenarios', () => {
  it('takes what is not written from the default scenario', () => {
    const read = readScenarios('scenarios: { plain: {} }', 'own.yaml');
    expect(read).toEqual({ ok: true, scenarios: [{ ...DEFAULTS, name: 'plain', about: 'from a file' }] });
  });

  it('says everything in YAML or JSON', () => {
    const yaml = `
scenarios:
  all:
    about: everything
    base-rate: 0.2%
    budget: 0.4%
    rps: 40.5
    weight: 25%
    length: 1h30m
    series: 3
    cluster: 2.5
    drift: { walk: 0.3, wave: 20% }
    incident: { factor: 5, for: 2m, at: 10m }
    cold-start: { factor: 3, for: 45s }
    noise: { deviation: 0.1, every: 30s }
`;
    const scenario = {
      name: 'all',
      about: 'everything',
      baseRate: 0.002,
      budget: 0.004,
      requestsPerSecond: 40.5,
      weight: 25,
      minutes: 90,
      series: 3,
      cluster: 2.5,
      drift: { walk: 0.3, wave: 0.2 },
      incident: { factor: 5, forSeconds: 120, atSecond: 600 },
      coldStart: { factor: 3, forSeconds: 45 },
      noise: { deviation: 0.1, everySeconds: 30 },
    };
    expect(readScenarios(yaml, 'own.yaml')).toEqual({ ok: true, scenarios: [scenario] });
    const json = '{"scenarios": {"a": {"rps": 5}, "b": {"incident": {"factor": 2, "for": "5m"}}}}';
    const read = readScenarios(json, 'own.json');
    expect(read.ok && read.scenarios.map(({ name, incident }) => [name, incident])).toEqual([
      ['a', null],
      ['b', { factor: 2, forSeconds: 300, atSecond: null }],
    ]);
  });

  it('is shown by an example, whose first scenario writes the defaults out', async () => {
    const read = await loadScenarios(join(import.meta.dirname, '..', 'examples', 'own-scenarios.yaml'));
    expect(read.ok && read.scenarios.map(({ name }) => name)).toEqual([
      'checkout',
      'night',
      'busy-with-trouble',
    ]);
    expect(read.ok && read.scenarios[0]).toEqual({
      ...DEFAULTS,
      name: 'checkout',
      about: 'the default scenario, every key written out',
    });
  });
});

it('varies each of the eight scenarios in another example', async () => {
  const read = await loadScenarios(join(import.meta.dirname, '..', 'examples', 'variations.yaml'));
  expect(read.ok && read.scenarios.length).toBeGreaterThan(20);
});

describe('what is wrong with a file', () => {
  it('is told all at once, with its place and mend', () => {
    const text = `scenarios:
  one:
    base-rat: 0.5%
    rps: 0
    weight: 10
    incident: { factor: 20 }
    length: 90s
`;
    expect(faults(text)).toEqual([
      'own.yaml:3:5: unknown key "base-rat" in scenarios.one, did you mean "base-rate"?',
      'own.yaml:4:10: scenarios.one.rps is 0, write a number of requests a second from 0.01 to 1000000, such as 100',
      'own.yaml:5:13: scenarios.one.weight is 10, text belongs here, write 10%',
      'own.yaml:6:5: scenarios.one.incident has no "for", write a length of time, such as 30s, 5m or 1h30m',
      'own.yaml:7:13: scenarios.one.length is 90s, write whole minutes up to 24h, such as 60m',
    ]);
  });

  it.each([
    ['', 'own.yaml:1:1: the file is empty'],
    ['scenarios: {}', 'own.yaml:1:1: there is no scenario'],
    ['scenarios: [1]', 'own.yaml:1:12: scenarios is a list'],
    ['scenarios: { a: { rps: 1, rps: 2 } }', 'own.yaml:1:27: Map keys must be unique'],
    ['scenarios: { A: {} }', 'own.yaml:1:14: the name "A" in scenarios cannot stand'],
    [
      'scenarios: { a: { weight: 100% } }',
      'own.yaml:1:27: scenarios.a.weight is 100%, write more than 0% and less than 100%',
    ],
    ['scenarios: { a: { budget: 0% } }', 'own.yaml:1:27: scenarios.a.budget is 0%'],
    ['scenarios: { a: { series: 2.5 } }', 'own.yaml:1:27: scenarios.a.series is 2.5, write a whole number'],
    ['scenarios: { a: { cluster: 0.5 } }', 'own.yaml:1:28: scenarios.a.cluster is 0.5'],
    ['scenarios: { a: { drift: { wave: 100% } } }', 'own.yaml:1:34: scenarios.a.drift.wave is 100%'],
    ['scenarios: { a: { length: 25h } }', 'own.yaml:1:27: scenarios.a.length is 25h'],
  ])('%s', (text, told) => {
    const [first, ...others] = faults(text);
    expect(first?.slice(0, told.length)).toBe(told);
    expect(others).toEqual([]);
  });

  it('is told of a file that is not there', async () => {
    const read = await loadScenarios('/nowhere/own.yaml');
    expect(read).toEqual({
      ok: false,
      faults: ['/nowhere/own.yaml:1:1: there is no such file, check the path'],
    });
  });
});
