import * as fc from 'fast-check';
import { RELEASE_VALUES } from '../delivery.ts';
import { HTTP_COUNTS } from '../http-source.ts';
import type { HttpRequest, HttpServer, HttpSource } from '../http-source.ts';
import { millis } from '../units.ts';

/** Any source at an HTTP endpoint that a file can say. */

export const httpServer: fc.Arbitrary<HttpServer> = fc.record({
  url: fc.constantFrom('https://stats.example', 'https://127.0.0.1:8080/api'),
  timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
  delay: fc.integer({ min: 0, max: 1e6 }).map(millis),
  headers: fc.constantFrom({}, { 'X-Tenant': 'team' }),
  headersEnv: fc.constantFrom({}, { 'X-Api-Key': 'STATS_API_KEY' }),
  auth: fc.constantFrom(
    null,
    { kind: 'bearer', env: 'STATS_TOKEN' },
    { kind: 'basic', user: 'u', passwordEnv: 'STATS_PASSWORD' },
  ),
  tls: fc.constantFrom(null, { caFile: 'ca.pem', client: null }),
});

const request: fc.Arbitrary<HttpRequest> = fc.oneof(
  fc.constant<HttpRequest>({ kind: 'get', path: '/counts?v={release}&from={since}&to={until}' }),
  fc.string().map((text): HttpRequest => ({
    kind: 'post',
    path: '/counts',
    body: { text, of: ['{release}', 1, null], from: '{since-unix}', to: '{until-unix}' },
  })),
);

export function http(on: HttpServer): fc.Arbitrary<HttpSource> {
  return fc.record({
    kind: fc.constant('http' as const),
    request,
    total: fc.constantFrom('requests', "sum(versions[?name=='{release}'].requests)"),
    bad: fc.constantFrom('failures', 'a.b[0]'),
    counts: fc.constantFrom(...HTTP_COUNTS),
    release: fc.constantFrom(...RELEASE_VALUES),
    server: fc.constant(on),
  });
}
