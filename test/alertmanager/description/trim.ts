/**
 * Makes alertmanager-openapi.json anew: `node test/alertmanager/description/trim.ts <folder of alertmanager>`, as
 * `go mod download -json github.com/prometheus/alertmanager@<version>` names it under Dir. Alertmanager describes itself in
 * Swagger 2, and what checks calls knows OpenAPI 3: the forms that differ are turned over.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { isList, isObject, type Json, type JsonObject } from '../../github/description/json.ts';
import { trimDescription } from '../../github/description/trim-description.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the Go module alertmanager is: trim.ts <folder>\n');
  process.exit(2);
}
const KEPT = { '/api/v2/alerts': ['get'], '/api/v2/status': ['get'] } as const;
const SOURCE = 'api/v2/openapi.yaml';
const document = z.record(z.string(), z.json());
const version = /@(v[\d.]+)\/?$/.exec(folder)?.[1] ?? 'unknown';
const swagger = document.parse(parse(readFileSync(join(folder, SOURCE), 'utf8')));
const trimmed = {
  openapi: '3.0.3',
  info: {
    title: "Alertmanager's API v2, the part that is asked",
    version,
    license: { name: 'Apache-2.0' },
    'x-source': `Go module github.com/prometheus/alertmanager@${version}, ${SOURCE}, turned into OpenAPI 3 and trimmed by trim.ts`,
  },
  ...trimDescription(turned(swagger), KEPT),
};
const target = join(import.meta.dirname, 'alertmanager-openapi.json');
const style = (await resolveConfig(target)) ?? {};
writeFileSync(target, await format(JSON.stringify(trimmed), { ...style, filepath: target }));
for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(folder, name), join(import.meta.dirname, name));

function turned(description: JsonObject): JsonObject {
  const base = z.string().parse(description['basePath']).replace(/\/$/, '');
  const paths = entries(description['paths']).map(([path, item]): [string, Json] => [
    `${base}${path}`,
    Object.fromEntries(
      entries(item).map(([method, operation]): [string, Json] => [method, operationOf(operation)]),
    ),
  ]);
  const each = (key: string, turn: (value: Json) => Json): JsonObject =>
    Object.fromEntries(entries(description[key]).map(([name, value]): [string, Json] => [name, turn(value)]));
  return {
    paths: Object.fromEntries(paths),
    components: {
      schemas: each('definitions', moved),
      parameters: each('parameters', parameterOf),
      responses: each('responses', responseOf),
    },
  };
}

function operationOf(operation: Json): Json {
  if (!isObject(operation)) return operation;
  const { parameters, responses, ...rest } = operation;
  return {
    ...rest,
    ...(parameters !== undefined && isList(parameters) ? { parameters: parameters.map(parameterOf) } : {}),
    responses: Object.fromEntries(
      entries(responses).map(([status, response]): [string, Json] => [status, responseOf(response)]),
    ),
  };
}

/** A list that is repeated is what OpenAPI 3 takes for granted. */
function parameterOf(parameter: Json): Json {
  if (!isObject(parameter) || '$ref' in parameter) return moved(parameter);
  const { name = '', in: place = '', required = false, collectionFormat, ...schema } = parameter;
  if (collectionFormat !== undefined && collectionFormat !== 'multi')
    throw new Error(`${SOURCE} has a list of another form: ${JSON.stringify(collectionFormat)}`);
  return { name, in: place, required, schema: moved(schema) };
}

function responseOf(response: Json): Json {
  if (!isObject(response) || response['schema'] === undefined) return moved(response);
  const { schema, ...rest } = response;
  return { ...rest, content: { 'application/json': { schema: moved(schema ?? null) } } };
}

/** With references to where things are in OpenAPI 3. */
function moved(value: Json): Json {
  if (isList(value)) return value.map(moved);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, Json] => [
      key,
      key === '$ref' && typeof inner === 'string' ? referenceOf(inner) : moved(inner),
    ]),
  );
}

function referenceOf(reference: string): string {
  return reference
    .replace('#/definitions/', '#/components/schemas/')
    .replace(/^#\/(parameters|responses)\//, '#/components/$1/');
}

function entries(value: Json | undefined): readonly [string, Json][] {
  return value !== undefined && isObject(value) ? Object.entries(value) : [];
}
