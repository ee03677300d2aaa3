import type { HttpServer } from '@glidepath/model';
import type { SourceContext } from '../source.ts';
import { JsonApi, type Ask, type Asked, type Knowledge } from '../web/json-api.ts';

/** An API of which nothing is known. */
const KNOWLEDGE: Knowledge = {
  errorIn: () => null,
  troubleIn: () => null,
  mendQuery: 'try the request by hand, and check get or post',
  mendMissing: 'check sources.http.url and the path; a release without requests should be answered with 0',
};

export class Endpoint {
  readonly #api: JsonApi;

  constructor(server: HttpServer, context: Pick<SourceContext, 'env' | 'workspace'>) {
    this.#api = new JsonApi({ ...server, place: 'sources.http' }, KNOWLEDGE, context);
  }

  /** Questions of one look: the same one is asked once. */
  look(limitMs: number): (ask: Ask) => Promise<Asked> {
    const asked = new Map<string, Promise<Asked>>();
    return async (ask) => {
      const key = `${ask.method} ${ask.path} ${ask.body}`;
      const known = asked.get(key) ?? this.#api.ask(ask, limitMs);
      asked.set(key, known);
      return known;
    };
  }
}
