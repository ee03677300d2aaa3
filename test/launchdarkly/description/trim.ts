/**
 * Makes launchdarkly-openapi.json anew: `node test/launchdarkly/description/trim.ts <folder of api-client-go>`, as
 * `go mod download -json github.com/launchdarkly/api-client-go/v17@<version>` names it under Dir.
 *
 * The description has the body of a PATCH as a JSON patch alone, and tells of semantic patches in prose; what that prose
 * says of the instructions in use stands below. So does 403, which the introduction lists for every call.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { isList, isObject, type Json } from '../../github/description/json.ts';
import { trimDescription } from '../../github/description/trim-description.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the Go module api-client-go is: trim.ts <folder>\n');
  process.exit(2);
}
const FLAG = '/api/v2/flags/{projectKey}/{featureFlagKey}';
const APPROVALS =
  '/api/v2/projects/{projectKey}/flags/{featureFlagKey}/environments/{environmentKey}/approval-requests';
const KEPT = {
  '/api/v2/auditlog': ['get'],
  '/api/v2/members/{id}': ['get'],
  [FLAG]: ['get', 'patch'],
  [APPROVALS]: ['get', 'post'],
  [`${APPROVALS}/{id}`]: ['get', 'delete'],
  [`${APPROVALS}/{id}/apply`]: ['post'],
};

const weights = { type: 'object', additionalProperties: { type: 'integer', minimum: 0, maximum: 100_000 } };
const text = { type: 'string', minLength: 1 };
const strict = { type: 'object', additionalProperties: false };
const DEFAULT_RULE = { enum: ['updateFallthroughVariationOrRollout'] };
const INSTRUCTIONS = [
  { ...strict, required: ['kind'], properties: { kind: { enum: ['turnFlagOn', 'turnFlagOff'] } } },
  {
    ...strict,
    required: ['kind', 'variationId'],
    properties: { kind: DEFAULT_RULE, variationId: text },
  },
  {
    ...strict,
    required: ['kind', 'rolloutWeights'],
    properties: {
      kind: DEFAULT_RULE,
      rolloutWeights: weights,
      rolloutBucketBy: text,
      rolloutContextKind: text,
    },
  },
];
const ALL_INSTRUCTIONS = { type: 'array', minItems: 1, items: { oneOf: INSTRUCTIONS } };
const SEMANTIC_PATCH = {
  ...strict,
  required: ['environmentKey', 'instructions'],
  properties: {
    comment: { type: 'string' },
    environmentKey: text,
    instructions: ALL_INSTRUCTIONS,
  },
};

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const document = z.record(z.string(), z.json()).parse(parse(read('api/openapi.yaml'), { maxAliasCount: -1 }));
const version = /@(v[\d.]+)\/?$/.exec(folder)?.[1] ?? 'unknown';
const trimmed = {
  openapi: '3.0.3',
  info: {
    title: "LaunchDarkly's REST API, the part that is asked",
    version,
    license: { name: 'Apache-2.0' },
    'x-source': `Go module github.com/launchdarkly/api-client-go/v17@${version}, api/openapi.yaml, trimmed and completed by trim.ts`,
  },
  ...trimDescription(document, KEPT),
};
const target = join(import.meta.dirname, 'launchdarkly-openapi.json');
const style = (await resolveConfig(target)) ?? {};
const whole = JSON.stringify(completed(trimmed));
writeFileSync(target, await format(whole, { ...style, filepath: target }));
writeFileSync(join(import.meta.dirname, 'LICENSE'), read('LICENSE.txt'));

function completed(description: Json): Json {
  return changed(description, [], (value, path) => {
    const at = path.join(' ');
    if (at === `paths ${FLAG} patch requestBody content application/json schema`) return SEMANTIC_PATCH;
    if (at === 'components schemas createFlagConfigApprovalRequestRequest properties instructions')
      return ALL_INSTRUCTIONS;
    if (at === `paths ${FLAG} patch responses` && isObject(value)) {
      const schema = { $ref: '#/components/schemas/ForbiddenErrorRep' };
      return { ...value, 403: { description: '', content: { 'application/json': { schema } } } };
    }
    // "string" is no format of JSON Schema, and says nothing.
    if (isObject(value) && value['format'] === 'string') {
      const { format: _, ...rest } = value;
      return rest;
    }
    return value;
  });
}

function changed(
  value: Json,
  path: readonly string[],
  change: (value: Json, path: readonly string[]) => Json,
): Json {
  const own = change(value, path);
  if (isList(own)) return own.map((item, index) => changed(item, [...path, String(index)], change));
  if (!isObject(own)) return own;
  return Object.fromEntries(
    Object.entries(own).map(([key, inner]) => [key, changed(inner, [...path, key], change)]),
  );
}
