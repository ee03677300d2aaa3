import { stringify } from 'yaml';
import type * as z from 'zod/mini';
import { DURATION } from '../packages/model/src/text/duration.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Markdown: how the delivery file is written, with a table of keys for each mapping in it. */
export function deliveryReference(schema: JsonSchema): string {
  return [INTRODUCTION, ...sections(schema, [])].join('\n\n');
}

const INTRODUCTION = `# The delivery file

<!-- Written by build/schema.ts from the schemas in packages/model/src/file: edit those, then \`npm run schema\`. -->

\`.github/delivery.yml\` says how the releases of one service reach their environments. \`glidepath init\` writes a first one,
\`glidepath validate\` tells everything that is wrong with it, \`glidepath plan\` shows it with every default filled in.

\`\`\`yaml
# yaml-language-server: $schema=../schema/delivery.schema.json
service: checkout
environments:
  staging:
    target: { local: { artifact: ./dist, command: [node, server.js], port: 8081 } }
    strategy: rolling
    slos: [availability]
  production:
    after: staging
    url: https://shop.example.com
    target:
      local:
        artifact: ./dist
        command: [node, server.js]
        port: 8080
        health: /healthz
    strategy:
      canary: [1%, 5%, { weight: 25%, approval: true }, 50%]
      bake: 30m
    gates:
      - freeze: Fri 16:00 - Mon 07:00 Europe/Berlin
      - checks: [ci / test, security]
    guards:
      - alerts: { alertmanager: 'service="checkout", severity="page"' }
    slos: [availability, latency]
    arrivals: queue
    who: { promote: role:maintain, override: [alice, "@acme/release-managers"] }
slos:
  availability: 99.9%
  latency: 99% under 300ms
notices:
  - slack: { url-env: SLACK_WEBHOOK_URL }
    on: [breach, end]
sources:
  alertmanager: { url: http://127.0.0.1:9093 }
\`\`\`

The first line lets an editor with the YAML language server complete keys and show what they mean. Its path leads from the
delivery file to a copy of \`schema/delivery.schema.json\`.

## How values are written

- A **duration** has its unit: \`250ms\`, \`30s\`, \`5m\`, \`1h30m\`, \`2d\`.
- A **percentage** has its sign: \`5%\`, \`99.9%\`.
- A **name** of a service, an environment or an SLO is 1 to 63 of \`a-z\`, \`0-9\` and \`-\`, has a letter, and \`-\` neither first nor last.
- A **path** is relative to the workspace and does not leave it.
- A **window** is \`Fri 16:00 - Mon 07:00 Europe/Berlin\`, which comes back every week, or
  \`2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin\`, which comes once: the clock on the wall of an IANA time zone, the first
  moment in, the last one out. Where summer time ends and an hour comes twice, a weekly window holds in both, one with dates
  begins with the first and ends with the second. A time that is left out where summer time begins is the moment of the jump.
- A **person** is a login (\`alice\`, \`"dependabot[bot]"\`), a role in the repository (\`role:maintain\`; whoever has a higher one has
  it too) or a team (\`"@acme/release-managers"\`). \`anyone\` stands for everybody who can start a run. YAML wants quotes around
  \`@\` and, inside brackets, around \`[bot]\`.
- Where one or a list may stand, the list is not empty and holds nothing twice.
- Addresses that are secrets, such as those of webhooks, stand in environment variables; the file has their names.
- Where a default is a mapping, each of its keys has its own default. Of \`bake\` and \`watch\`, the short form sets \`max\`; a
  default gives way to what is written, so that \`bake: 30s\` is \`{ min: 30s, max: 30s }\`.
- The file is plain YAML 1.2 of at most 1 MiB: no anchors and aliases, no tags, one document. Unknown keys are refused.

## What must fit together

- Weights rise from step to step. The last move to 100 % is implied.
- \`after\` names another environment, without a circle; \`takes-back\` names the same one; \`environments\` of a notice are those of the
  file.
- An environment has no gate that waits for a deployment to itself.
- An environment has no guard twice. The SLOs of a guard are those of its environment, and measured where times past are known: not on
  the target's own counters, and not over http.
- Every SLO and every guard finds its server: under \`sources\` of each environment that uses it, or of the file.
- Every environment names at least one SLO that is defined; an SLO that nothing uses is no fault.
- Bakes and the watch are at least one \`analysis.poll\` long. The first outlasts \`analysis.warm-up\`, for else no evidence could come.
- A rolling release has at most as many batches as instances.
- Where the target is a flag, the strategy is canary or blue-green, no SLO is measured on the target's own counters, and weights are whole
  percents for Unleash, thousandths of a percent for LaunchDarkly. No two environments have the same flag.
- Where gates or steps wait for flags, the file says where flags are evaluated. No two in one list wait for two values of one flag.
- No two builds push to the same repository.
- No two environments use the same port on the same host.`;

/** The table of a mapping, then those of the mappings in it. */
function sections(schema: JsonSchema, path: readonly string[]): readonly string[] {
  // An environment's are those of the file, which have their tables further down.
  if (path.length > 1 && path.at(-1) === 'sources') return [];
  // A build with a name of its own is as the only one.
  if (path[0] === 'build' && path[1] === '<name>') return [];
  const properties = Object.entries(schema.properties ?? {}).map(
    ([key, value]) => [key, plain(value)] as const,
  );
  const rows = properties.map(([key, value]) => row(key, value, schema.required?.includes(key) === true));
  const table = ['| Key | Form | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const title = path.length === 0 ? '## Keys' : `### ${code(path.join('.'))}`;
  return [title, table, ...properties.flatMap(([key, value]) => inner(value, [...path, key]))];
}

function inner(schema: JsonSchema, path: readonly string[]): readonly string[] {
  const forms = [schema, ...(schema.anyOf ?? []).map(plain)];
  return forms.flatMap((form) => {
    if (form.properties !== undefined) return sections(form, path);
    if (typeof form.additionalProperties === 'object')
      return inner(form.additionalProperties, [...path, '<name>']);
    if (form.items !== undefined && !Array.isArray(form.items))
      return inner(plain(form.items), [...path.slice(0, -1), `${path.at(-1)}[]`]);
    return [];
  });
}

function row(key: string, schema: JsonSchema, required: boolean): string {
  const { default: otherwise, examples, description } = schema;
  const fallback = required ? 'required' : otherwise === undefined ? '' : code(yaml(otherwise));
  const shown = (examples ?? []).map((example) => code(yaml(example)));
  const meaning = [description ?? '', ...(shown.length === 0 ? [] : [`Example: ${shown.join(', ')}.`])].join(
    ' ',
  );
  return `| ${[code(key), formOf(schema), fallback, meaning].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What kind of value a key takes, in a few words. */
function formOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map((form) => formOf(plain(form))).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.pattern === DURATION.source) return 'duration';
  if (schema.pattern?.endsWith('%$') === true) return 'percentage';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
      return `whole number, ${schema.minimum} to ${schema.maximum}`;
    case 'number':
      if (schema.exclusiveMinimum !== undefined) return `number above ${schema.exclusiveMinimum}`;
      return schema.minimum === undefined ? 'number' : `number from ${schema.minimum}`;
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return 'list';
    case 'object':
      return 'mapping';
    case 'null':
    case undefined:
    default:
      return '';
  }
}

function plain(schema: JsonSchema | boolean): JsonSchema {
  return typeof schema === 'boolean' ? {} : schema;
}

function yaml(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

function code(text: string): string {
  return `\`${text}\``;
}
