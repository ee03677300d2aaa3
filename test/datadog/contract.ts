import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ajv, ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { OpenAPIBackend, type Request } from 'openapi-backend';
import * as z from 'zod/mini';
import { isDescription } from '../github/server/boundary.ts';
import { toJsonSchema } from '../github/server/dialect.ts';

let loaded: Promise<Contract> | null = null;

/** The part of Datadog's OpenAPI description that is asked, and whether calls and answers fit it. */
export class Contract {
  readonly #backend: OpenAPIBackend;

  private constructor(backend: OpenAPIBackend) {
    this.#backend = backend;
  }

  /** One for all servers of a process. */
  static load(): Promise<Contract> {
    loaded ??= Contract.#load();
    return loaded;
  }

  static async #load(): Promise<Contract> {
    const text = readFileSync(join(import.meta.dirname, 'description/datadog-openapi.json'), 'utf8');
    const definition = toJsonSchema(z.json().parse(JSON.parse(text)));
    if (!isDescription(definition)) throw new Error('datadog-openapi.json is no description: run trim.ts');
    const backend = new OpenAPIBackend({
      definition,
      quick: true,
      ajvOpts: { allErrors: true, strict: false },
      customizeAjv: withFormats,
    });
    await backend.init();
    return new Contract(backend);
  }

  /** What is wrong with a call. */
  checkRequest(request: Request): readonly string[] {
    const operation = this.#backend.router.matchOperation(request);
    if (operation === undefined) return [`${request.method} ${request.path} is not described`];
    return told(this.#backend.validator.validateRequest(request, operation).errors);
  }

  /** What is wrong with an answer to it. */
  checkResponse(request: Request, status: number, body: unknown): readonly string[] {
    const operation = this.#backend.router.matchOperation(request);
    if (operation === undefined || !(String(status) in (operation.responses ?? {})))
      return [`${request.method} ${request.path} is not described to answer ${status}`];
    return told(this.#backend.validator.validateResponse(body ?? null, operation, status).errors);
  }
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  return ajv;
}

function told(errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`);
}
