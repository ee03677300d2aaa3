import { bracedIn, filled } from '@glidepath/model';
import type { HttpRequest, HttpSource, Json, Placeholder } from '@glidepath/model';
import type { Ask } from '../web/json-api.ts';

/** What placeholders stand for; times in milliseconds since 1970. */
export interface Filling {
  readonly release: string;
  readonly since: number;
  readonly until: number;
}

/** A request with its placeholders filled in: encoded in the path, as they are in the texts of the body. */
export function askFor({ request }: HttpSource, filling: Filling): Ask {
  const value = (name: Placeholder): string => valueOf(name, filling);
  const path = filled(request.path, (name) => encodeURIComponent(value(name)));
  switch (request.kind) {
    case 'get':
      return { method: 'GET', path, body: '', type: 'application/json' };
    case 'post': {
      const body = JSON.stringify(inTexts(request.body, (text) => filled(text, value)));
      return { method: 'POST', path, body, type: 'application/json' };
    }
  }
}

/** A JMESPath expression for one release; null where its name can't stand between quotes. */
export function expressionFor(expression: string, release: string): string | null {
  if (!expression.includes('{release}')) return expression;
  return /['"`\\]|\p{Cc}/u.test(release) ? null : expression.replaceAll('{release}', () => release);
}

/** Whether a request says from when on it asks. */
export function asksSince(request: HttpRequest): boolean {
  return placeholdersOf(request).some((name) => name === 'since' || name === 'since-unix');
}

/** Whether a request says of which time it asks, so that it can ask of any. */
export function asksOfTime(request: HttpRequest): boolean {
  const hasEnd = placeholdersOf(request).some((name) => name === 'until' || name === 'until-unix');
  return hasEnd && asksSince(request);
}

function placeholdersOf(request: HttpRequest): readonly string[] {
  const texts = request.kind === 'get' ? [request.path] : [request.path, JSON.stringify(request.body)];
  return texts.flatMap(bracedIn);
}

function valueOf(name: Placeholder, { release, since, until }: Filling): string {
  switch (name) {
    case 'release':
      return release;
    case 'since':
      return new Date(since).toISOString();
    case 'until':
      return new Date(until).toISOString();
    case 'since-unix':
      return String(since / 1000);
    case 'until-unix':
      return String(until / 1000);
  }
}

function inTexts(json: Json, change: (text: string) => string): Json {
  if (typeof json === 'string') return change(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((one) => inTexts(one, change));
  return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, inTexts(one, change)]));
}
