import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import * as z from 'zod/mini';

/** A call as it came in; `path` with its query. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const SCHEMAS = ['header', 'body', 'answers', 'fieldCaps', 'fields'] as const;
type SchemaName = (typeof SCHEMAS)[number];

const described = z.object({
  paths: z.record(z.string(), z.array(z.object({ path: z.string(), methods: z.array(z.string()) }))),
  schemas: z.record(z.enum(SCHEMAS), z.record(z.string(), z.json())),
  $defs: z.record(z.string(), z.json()),
});

let loaded: Contract | null = null;

/** The part of Elasticsearch's own description that is asked, and whether calls and answers fit it. */
export class Contract {
  readonly #paths: z.output<typeof described>['paths'];
  readonly #validators: ReadonlyMap<SchemaName, ValidateFunction>;

  private constructor() {
    const file = join(import.meta.dirname, 'description/elasticsearch-schema.json');
    const { paths, schemas, $defs } = described.parse(JSON.parse(readFileSync(file, 'utf8')));
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    this.#paths = paths;
    this.#validators = new Map(SCHEMAS.map((name) => [name, ajv.compile({ ...schemas[name], $defs })]));
  }

  /** One for all servers of a process. */
  static load(): Contract {
    loaded ??= new Contract();
    return loaded;
  }

  /** What is wrong with a call. */
  checkRequest({ method, path, body }: Call): readonly string[] {
    const [place = '', query = ''] = path.split('?');
    switch (this.#endpoint(method, place)) {
      case 'msearch':
        return this.#checkLines(body);
      case 'field_caps':
        return this.#check('fieldCaps', Object.fromEntries([...new URLSearchParams(query)].map(typed)));
      case null:
      default:
        return [`${method} ${place} is not described`];
    }
  }

  /** What is wrong with a good answer to it. */
  checkAnswer({ method, path }: Call, answer: unknown): readonly string[] {
    const [place = ''] = path.split('?');
    const endpoint = this.#endpoint(method, place);
    return this.#check(endpoint === 'msearch' ? 'answers' : 'fields', answer);
  }

  #endpoint(method: string, place: string): string | null {
    const fits = (path: string): boolean =>
      new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(place);
    const found = Object.entries(this.#paths).find(([, urls]) =>
      urls.some(({ path, methods }) => methods.includes(method) && fits(path)),
    );
    return found?.[0] ?? null;
  }

  /** Newline-delimited JSON, which the description has as a list: a header and a body in turn. */
  #checkLines(body: string): readonly string[] {
    const lines = body.split('\n');
    if (lines.pop() !== '') return ['the last line does not end'];
    return lines.flatMap((line, index) =>
      this.#check(index % 2 === 0 ? 'header' : 'body', JSON.parse(line)).map(
        (wrong) => `line ${index + 1}: ${wrong}`,
      ),
    );
  }

  #check(name: SchemaName, value: unknown): readonly string[] {
    const validate = this.#validators.get(name);
    if (validate === undefined) return [`there is no schema ${name}`];
    return validate(value) ? [] : (validate.errors ?? []).map(told);
  }
}

function told({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}

/** A parameter is text; true and false are what they say. */
function typed([name, text]: readonly [string, string]): readonly [string, string | boolean] {
  return [name, text === 'true' || text === 'false' ? text === 'true' : text];
}
