import { readFileSync } from 'node:fs';
import type { Ajv, ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { OpenAPIBackend, type Request as Described } from 'openapi-backend';
import * as z from 'zod/mini';
import { isDescription } from '../github/server/boundary.ts';
import { toJsonSchema } from '../github/server/dialect.ts';

/** A call; `query` as it stands in the address, without the question mark. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The parts of a vendor's OpenAPI descriptions that are asked, and whether calls and answers fit them. */
export class Contract {
  readonly #backends: readonly OpenAPIBackend[];

  private constructor(backends: readonly OpenAPIBackend[]) {
    this.#backends = backends;
  }

  /** @param files descriptions in JSON, absolute; none describes what another does */
  static async load(files: readonly string[]): Promise<Contract> {
    return new Contract(await Promise.all(files.map(backendFor)));
  }

  /** What is wrong with a call. */
  checkRequest(call: Call): readonly string[] {
    const request = asDescribed(call);
    for (const backend of this.#backends) {
      const operation = backend.router.matchOperation(request);
      if (operation !== undefined) return told(backend.validator.validateRequest(request, operation).errors);
    }
    return [`${request.method} ${request.path} is not described`];
  }

  /** What is wrong with an answer to it. */
  checkResponse(call: Call, status: number, body: unknown): readonly string[] {
    const request = asDescribed(call);
    for (const backend of this.#backends) {
      const operation = backend.router.matchOperation(request);
      if (operation === undefined || !(String(status) in (operation.responses ?? {}))) continue;
      return told(backend.validator.validateResponse(body ?? null, operation, status).errors);
    }
    return [`${request.method} ${request.path} is not described to answer ${status}`];
  }
}

/** Names are taken as they are: brackets in them make no tree. */
function asDescribed({ query, headers, ...call }: Call): Described {
  const search = new URLSearchParams(query);
  const all = [...new Set(search.keys())].map((name) => {
    const [first = '', ...more] = search.getAll(name);
    return [name, more.length === 0 ? first : [first, ...more]] as const;
  });
  return { ...call, headers: { ...headers }, query: Object.fromEntries(all) };
}

async function backendFor(file: string): Promise<OpenAPIBackend> {
  const definition = toJsonSchema(z.json().parse(JSON.parse(readFileSync(file, 'utf8'))));
  if (!isDescription(definition)) throw new Error(`${file} is no description: run trim.ts beside it`);
  const backend = new OpenAPIBackend({
    definition,
    quick: true,
    ajvOpts: { allErrors: true, strict: false },
    customizeAjv: withFormats,
  });
  await backend.init();
  return backend;
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  return ajv;
}

function told(errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`);
}
