import * as z from 'zod/mini';
import { RELEASE_VALUES } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { HTTP_COUNTS } from '../http-source.ts';
import type { HttpRequest, HttpSource } from '../http-source.ts';
import type { Json } from '../json.ts';
import { parseJmesPath } from '../text/jmespath.ts';
import { bracedIn, PLACEHOLDERS } from '../text/placeholders.ts';
import { quote } from '../text/quote.ts';
import { AnyJson } from './json.ts';
import { byDefault, docs, mapping, refuse, written } from './scalars.ts';

/** What an SLO counts in the answers of an HTTP endpoint. */

const PATH_MEND = 'write for example get: /counts?version={release}';
const PATH = /^\/[\x21-\x7e]*$/;
const Path = written((text): Parsed<string> => {
  if (!PATH.test(text) || text.includes('#')) {
    return faulty(`is ${quote(text)}`, 'no path below sources.http.url', PATH_MEND);
  }
  if (text.startsWith('//') || /(?:^|\/)\.\.(?:\/|$)/.test(text.replace(/\?.*$/s, ''))) {
    return faulty(`is ${quote(text)}`, 'it leads away from sources.http.url', PATH_MEND);
  }
  const unknown = bracedIn(text).find((name) => !PLACEHOLDERS.some((known) => known === name));
  if (unknown === undefined) return parsed(text);
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
  return faulty(`is ${quote(text)}`, `nothing is known to put in for {${unknown}}`, `write one of ${known}`);
}, PATH_MEND);
const PATH_DOC =
  'Path and query below sources.http.url. Placeholders, encoded for a URL: {release} {since} {until} {since-unix} {until-unix}.';

const POST_MEND = 'write for example post: { path: /counts, body: { version: "{release}" } }';
const PostForm = mapping(
  {
    path: Path.register(docs, { description: PATH_DOC, pattern: PATH.source, examples: ['/counts'] }),
    body: byDefault(
      AnyJson,
      {},
      {
        description: 'The body, sent as JSON. Placeholders may stand in its texts.',
        examples: [{ version: '{release}' }],
      },
    ),
  },
  POST_MEND,
);

function expression(description: string, example: string) {
  return written(parseJmesPath, `write JMESPath, such as ${example}`).register(docs, {
    description,
    examples: [example],
  });
}

const HTTP_MEND =
  "write for example http: { get: '/counts?version={release}', total: requests, bad: failures, counts: since-start }";
export const HttpForm = mapping(
  {
    get: z.optional(Path).register(docs, {
      description: `Asks by GET. ${PATH_DOC}`,
      pattern: PATH.source,
      examples: ['/counts?version={release}'],
    }),
    post: z.optional(PostForm).register(docs, { description: 'Asks by POST.' }),
    total: expression(
      'JMESPath of the number of all requests. {release} stands for the release, where the answer is of all of them.',
      "sum(versions[?name=='{release}'].requests)",
    ),
    bad: expression(
      'JMESPath of the number of those that failed.',
      "sum(versions[?name=='{release}'].failures)",
    ),
    counts: z.enum(HTTP_COUNTS).register(docs, {
      description:
        'since-start: the numbers only grow, as counters do. since-last: they are those of the time from {since} to {until}, which begins where the one before ended.',
    }),
    release: byDefault(z.enum(RELEASE_VALUES), 'name', {
      description:
        'What of the release {release} stands for. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.',
    }),
  },
  HTTP_MEND,
);
export type HttpText = z.input<typeof HttpForm>;

/** A source whose server is still to be named. */
export type HttpDraft = Omit<HttpSource, 'server'>;

/** The releases must be told apart, and each request counted once; null where not, and the payload says why. */
export function httpDraft(
  { get, post, total, bad, counts, release }: z.output<typeof HttpForm>,
  payload: z.core.ParsePayload,
): HttpDraft | null {
  const wrong = (what: string, why: string | null, mend: string, ...key: string[]): null => {
    refuse(payload, fault(what, why, mend), ['http', ...key]);
    return null;
  };
  if ((get === undefined) === (post === undefined)) {
    const what = get === undefined ? 'has neither "get" nor "post"' : 'has both "get" and "post"';
    return wrong(what, null, HTTP_MEND);
  }
  const request: HttpRequest =
    post === undefined ? { kind: 'get', path: get ?? '' } : { kind: 'post', ...post };
  const filled = new Set(placeholdersOf(request));
  if (!filled.has('release')) {
    const open = [total, bad].findIndex((one) => !one.includes('{release}'));
    if (open >= 0) {
      const mend =
        "write {release} into the request, or into total and bad, as in versions[?name=='{release}']";
      return wrong(
        'is the same for each release',
        'nothing tells them apart',
        mend,
        open === 0 ? 'total' : 'bad',
      );
    }
  }
  if (counts === 'since-last' && !(says(filled, 'since') && says(filled, 'until'))) {
    const why = 'only a request with {since} and {until} says which time it asks for';
    return wrong('is "since-last"', why, 'write both into the request, or counts: since-start', 'counts');
  }
  return { kind: 'http', request, total, bad, counts, release };
}

function says(filled: ReadonlySet<string>, time: 'since' | 'until'): boolean {
  return filled.has(time) || filled.has(`${time}-unix`);
}

/** What a request has in braces, known or not. */
function placeholdersOf(request: HttpRequest): readonly string[] {
  const path = bracedIn(request.path);
  return request.kind === 'get' ? path : [...path, ...textsIn(request.body).flatMap(bracedIn)];
}

function textsIn(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : [];
}
