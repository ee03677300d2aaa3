import { describe, expect, it } from 'vitest';
import { formatDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const SLO = '{ availability: { objective: 99.9%, prometheus: { total: a, bad: b, split: v } } }';
const GUARD = `[{ alerts: { prometheus: 'severity="page"' } }]`;

/** Two environments, staging from line 3 on and production from line 4 on, each with its sources, and the file's. */
function file(
  staging: string | null,
  production_: string | null,
  shared: string | null,
  guards = GUARD,
): string {
  const [one, other] = [staging, production_].map((sources, index) => {
    const target = `target: { local: { artifact: dist, command: [node], port: ${8080 + index} } }`;
    const own = sources === null ? '' : `sources: ${sources}, `;
    return `{ ${own}guards: ${guards}, ${target}, strategy: rolling, slos: [availability] }`;
  });
  const rest = shared === null ? '' : `sources: ${shared}\n`;
  return `service: checkout\nenvironments:\n  staging: ${one}\n  production: ${other}\nslos: ${SLO}\n${rest}`;
}

function at(port: number): string {
  return `{ prometheus: { url: http://127.0.0.1:${port} } }`;
}

/** Where the SLO and the guard of each environment look; and, of what is written back, where it names servers. */
function urls(content: string): readonly (readonly (string | undefined)[])[] {
  const read = readDelivery(content, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments.map(({ slos, guards }) => [
    ...slos.map(({ source }) => (source.kind === 'prometheus' ? source.server.url : undefined)),
    ...guards.map((guard) =>
      guard.kind === 'alerts' && guard.alerts.kind === 'prometheus' ? guard.alerts.server.url : undefined,
    ),
  ]);
}

function placesIn(content: string): readonly string[] {
  const read = readDelivery(content, 'f');
  const text = read.ok ? formatDelivery(read.delivery) : '';
  expect(readDelivery(text, 'f')).toEqual(read);
  return [...text.matchAll(/^( *)sources:$/gm)].map(([, indent]) => (indent === '' ? 'file' : 'environment'));
}

describe('servers', () => {
  const [A, B] = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];

  it("are the file's where an environment has none", () => {
    const content = file(null, null, at(1));
    expect(urls(content)).toEqual([
      [A, A],
      [A, A],
    ]);
    expect(placesIn(content)).toEqual(['file']);
  });

  it("are the environment's where it has one of the kind", () => {
    const content = file(null, at(2), at(1));
    expect(urls(content)).toEqual([
      [A, A],
      [B, B],
    ]);
    expect(placesIn(content)).toEqual(['environment', 'environment']);
  });

  it('need not be said for all where each environment has its own', () => {
    expect(urls(file(at(1), at(2), null))).toEqual([
      [A, A],
      [B, B],
    ]);
  });

  it('are written once where they are the same everywhere', () => {
    expect(placesIn(file(at(1), at(1), null))).toEqual(['file']);
  });

  it("of another kind leave the file's as they are", () => {
    expect(urls(file('{ datadog: {} }', null, at(1)))).toEqual([
      [A, A],
      [A, A],
    ]);
  });
});

describe('a missing server', () => {
  const BESIDE = 'write sources: { prometheus: { url: http://127.0.0.1:9090 } } beside slos';
  const HERE = 'f:5:55: slos.availability.prometheus has no server';

  it('is told once where no environment has one', () => {
    expect(told(file(null, null, null, '[]'))).toEqual([
      `${HERE}, the file does not say where it is, ${BESIDE}`,
    ]);
  });

  it('is told with the environments that lack it', () => {
    expect(told(file(at(1), null, null, '[]'))).toEqual([
      `${HERE} in production, the file says where it is in other environments only, ${BESIDE} for all environments, or under environments.production`,
    ]);
  });

  it('is told of an SLO that nothing uses', () => {
    const slos =
      '{ availability: 99%, other: { objective: 99.9%, prometheus: { total: a, bad: b, split: v } } }';
    expect(told(production({ sources: at(1) }, slos))).toEqual([
      `f:8:67: slos.other.prometheus has no server, the file does not say where it is, ${BESIDE}`,
    ]);
  });

  it('is told of a guard in its environment', () => {
    expect(told(file(null, at(1), null)).filter((line) => line.includes('.guards['))).toEqual([
      `f:3:47: environments.staging.guards[0].alerts.prometheus has no server, the file does not say where it is, ${BESIDE} for all environments, or under environments.staging`,
    ]);
  });
});

function alertmanagerAt(written: string): string {
  return `${production({ guards: `[{ alerts: { alertmanager: 'a="b"' } }]` })}sources: { alertmanager: ${written} }\n`;
}

describe('where the Alertmanager is', () => {
  it('can be below Grafana, behind a login', () => {
    const url = 'https://grafana.example/api/alertmanager/grafana';
    const written = `{ url: ${url}/, auth: { bearer-env: TOKEN }, tls: { ca-file: ca.pem } }`;
    const read = readDelivery(alertmanagerAt(written), 'f');
    const [guard] = read.ok ? (read.delivery.environments[0]?.guards ?? []) : [];
    expect(guard).toMatchObject({
      alerts: {
        server: { url, auth: { kind: 'bearer', env: 'TOKEN' }, tls: { caFile: 'ca.pem', client: null } },
      },
    });
  });

  it.each([
    ['{ url: http://h/am/api/v2/alerts }', '/api/v2 is added to it, write "http://h/am"'],
    ['{ url: http://h/api/v2 }', 'write "http://h"'],
    ['{ url: http://u:hush@h }', 'holds credentials'],
    ['{ url: http://h, auth: {} }', 'one way to log in is needed'],
    ['{ url: http://h, auth: { bearer-env: hush-hush } }', 'a secret itself must not stand here'],
    ['{ url: http://h, headers: { Authorization: hush } }', 'use auth instead'],
    ['{ url: http://h, tls: { ca-file: ca.pem } }', 'write https: in url'],
  ])('%s is refused, and no secret is told', (written, says) => {
    const said = told(alertmanagerAt(written));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    expect(said[0]).not.toContain('hush');
  });
});
