import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ajv, ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { OpenAPIRouter, OpenAPIValidator, Operation, Request } from 'openapi-backend';
import { OpenAPIBackend } from 'openapi-backend';
import * as z from 'zod/mini';
import { isDescription } from './boundary.ts';
import { toJsonSchema } from './dialect.ts';

/** A call that fits an operation of GitHub's description. */
export interface Match {
  readonly operation: Operation;
  readonly id: string;
  /** `/repos/{owner}/{repo}/git/refs` */
  readonly route: string;
  /** Where GitHub documents it. */
  readonly documentation: string;
}

/** A call's parts, with text turned to numbers and truth values where the description says so. */
export interface Checked {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What GitHub answers on any route, described there or not. */
const ANYWHERE = new Set([304, 401, 403, 404, 422, 429]);
/** Parameters that may hold slashes: their path goes on to the end or to the next fixed word. */
const LONG = new Set(['ref', 'path', 'basehead', 'tag', 'name', 'environment_name']);

let loaded: Promise<Contract> | null = null;

/** GitHub's OpenAPI description, asked whether calls and answers fit it. */
export class Contract {
  readonly #validator: OpenAPIValidator;
  readonly #routes: readonly { readonly operation: Operation; readonly pattern: RegExp }[];

  private constructor(router: OpenAPIRouter, validator: OpenAPIValidator) {
    this.#validator = validator;
    this.#routes = router
      .getOperations()
      .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
      .sort((one, other) => fixedLength(other.operation) - fixedLength(one.operation));
  }

  /** One for all servers of a process: its validators are dear. */
  static load(): Promise<Contract> {
    loaded ??= Contract.#load();
    return loaded;
  }

  static async #load(): Promise<Contract> {
    const text = readFileSync(join(import.meta.dirname, '../description/github-openapi.json'), 'utf8');
    const definition = toJsonSchema(z.json().parse(JSON.parse(text)));
    if (!isDescription(definition)) throw new Error('github-openapi.json is no description: run trim.ts.');
    const backend = new OpenAPIBackend({
      definition,
      // Validators are compiled when first used: all of them take seconds.
      quick: true,
      coerceTypes: true,
      ajvOpts: { allErrors: true, strict: false },
      customizeAjv,
    });
    await backend.init();
    return new Contract(backend.router, backend.validator);
  }

  /** All that is described. */
  operations(): readonly Match[] {
    return this.#routes.map(({ operation }) => matchOf(operation));
  }

  match(method: string, path: string): Match | null {
    const found = this.#routes.find(
      ({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(path),
    );
    return found === undefined ? null : matchOf(found.operation);
  }

  /** The parts of a call, or what is wrong with it. */
  checkRequest(match: Match, request: Request): Checked | readonly string[] {
    const { operation } = match;
    const flat = { ...request, path: flatten(match.route, request.path) };
    const result = this.#validator.validateRequest(flat, operation);
    const trouble = [...(result.errors ?? []).map(told), ...unknownProperties(operation, request.body)];
    if (trouble.length > 0) return trouble;
    return {
      path: result.coerced?.params ?? {},
      query: typeof result.coerced?.query === 'object' ? result.coerced.query : {},
      body: z.unknown().parse(request.body),
    };
  }

  /** What is wrong with an answer. */
  checkResponse({ operation }: Match, status: number, body: unknown): readonly string[] {
    const isDeclared = String(status) in (operation.responses ?? {});
    if (!isDeclared && !ANYWHERE.has(status)) return [`status ${status} is not described`];
    if (!isDeclared) return [];
    const result = this.#validator.validateResponse(body ?? null, operation, status);
    return (result.errors ?? []).map(told);
  }
}

function matchOf(operation: Operation): Match {
  return {
    operation,
    id: operation.operationId ?? '',
    route: operation.path,
    documentation: operation.externalDocs?.url ?? 'https://docs.github.com/rest',
  };
}

/** Formats as GitHub really uses them. */
function customizeAjv(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  // A name with or without its owner; the format is GitHub's own.
  ajv.addFormat('repo.nwo', /^([\w.-]+\/)?[\w.-]+$/);
  // The address of a bot has brackets: 1+github-actions[bot]@users.noreply.github.com.
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
  // GitHub answers an empty text for a link that is not there.
  ajv.addFormat('uri', (text) => text === '' || URL.canParse(text));
  return ajv;
}

function patternOf(template: string): RegExp {
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    LONG.has(name) ? '[^?]+?' : '[^/?]+',
  );
  return new RegExp(`^${pattern}$`);
}

/** A route with more fixed words is the closer fit. */
function fixedLength(operation: Operation): number {
  return operation.path.replaceAll(/\{\w+\}/g, '').length;
}

/** The router takes a parameter for one segment of a path: slashes inside of one are written as %2F. */
function flatten(template: string, target: string): string {
  const [path = '', ...query] = target.split('?');
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const groups = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    LONG.has(name) ? '([^?]+?)' : '([^/?]+)',
  );
  const values = new RegExp(`^${groups}$`).exec(path)?.slice(1) ?? [];
  const flat = names.reduce(
    (route, name, index) => route.replace(`{${name}}`, () => (values[index] ?? '').replaceAll('/', '%2F')),
    template,
  );
  return [flat, ...query].join('?');
}

/** GitHub ignores a property that it does not know; to us it is a mistake, such as a misspelt name. */
function unknownProperties(operation: Operation, body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const content = operation.requestBody;
  const schema =
    content !== undefined && 'content' in content ? content.content['application/json']?.schema : undefined;
  if (schema === undefined || !('properties' in schema) || schema.properties === undefined) return [];
  const known = schema.properties;
  return Object.keys(body)
    .filter((name) => !(name in known))
    .map((name) => `body has "${name}", which GitHub does not know`);
}

function told({ instancePath, message, params }: ErrorObject): string {
  const detail = Object.values(params).filter((value) => typeof value === 'string' || Array.isArray(value));
  return `${instancePath === '' ? 'it' : instancePath} ${message ?? 'is wrong'} (${detail.map(String).join(', ')})`;
}
