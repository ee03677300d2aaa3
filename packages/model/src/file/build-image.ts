import { posix } from 'node:path';
import * as z from 'zod/mini';
import type { BuildCacheSpec, ImageBuild } from '../build.ts';
import { fault, faulty, parsed } from '../fault.ts';
import { parseImageRepository, IMAGE_REPOSITORY } from '../text/image-repository.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { argument } from './command.ts';
import { byDefault, docs, mapping, oneOrMore, read, refuse, short, written } from './scalars.ts';
import { VARIABLE, variable } from './variable.ts';

/** The build `image`: what a builder is to make of a Dockerfile. */

export const REPOSITORY_DOC = {
  description: 'Registry and repository that it is pushed to. The build gives it its tags.',
  pattern: IMAGE_REPOSITORY.source,
  examples: ['ghcr.io/acme/checkout'],
};
export function repository(mend = 'write for example ghcr.io/acme/checkout') {
  return written(parseImageRepository, mend).register(docs, REPOSITORY_DOC);
}

export function workspacePath(description: string, example: string) {
  return read(parseWorkspacePath, `write a path, such as ${example}`).register(docs, {
    description,
    examples: [example],
    pattern: WORKSPACE_PATH.source,
  });
}

const STAGE = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const STAGE_MEND = 'write the name of a stage, such as app';
const Stage = written(
  (text) => (STAGE.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, 'no name of a stage', STAGE_MEND)),
  STAGE_MEND,
).register(docs, {
  description: 'The stage of the Dockerfile to stop at. Without it the last one.',
  examples: ['app'],
  pattern: STAGE.source,
});

function names(pattern: RegExp, rule: string, what: string) {
  return written(
    (text) => (pattern.test(text) ? parsed(text) : faulty('cannot stand', rule, 'choose another name')),
    'write a name',
  ).register(docs, { description: what, pattern: pattern.source });
}

const text = argument('write the value as text, in quotes where it is a number');
const Args = z.record(
  names(VARIABLE, 'a name has letters, digits and _, no digit first', 'Name of an ARG.'),
  text,
  {
    error: 'write for example { NODE_VERSION: "24" }',
  },
);
const Labels = z.record(names(/^[^\s=\0]+$/, 'a name has no space and no =', 'Name of a label.'), text, {
  error: 'write for example { org.opencontainers.image.licenses: Apache-2.0 }',
});
const SECRET_ID = /^[A-Za-z][\w.-]*$/;
const Secrets = z.record(
  names(SECRET_ID, 'an id has letters, digits, _, . and -, and begins with a letter', 'Id of a secret.'),
  variable('Environment variable that holds the secret.', 'NPM_TOKEN'),
  { error: 'write for example { npm: NPM_TOKEN }' },
);

const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/;
const PLATFORM_MEND = 'write a platform, such as linux/amd64';
const Platform = written(
  (platform) =>
    PLATFORM.test(platform)
      ? parsed(platform)
      : faulty(`is ${quote(platform)}`, 'a platform is os/architecture', PLATFORM_MEND),
  PLATFORM_MEND,
).register(docs, { description: 'os/architecture, perhaps with /variant.', pattern: PLATFORM.source });

const CACHE_MEND = 'write for example cache: { gha: checkout }';
const SCOPE_MEND = 'write a name for the cache, such as checkout';
const CACHES = ['gha', 'registry', 'local'] as const satisfies readonly BuildCacheSpec['kind'][];
const CacheForm = mapping(
  {
    gha: z
      .optional(written(parseLine(100, SCOPE_MEND), SCOPE_MEND))
      .register(docs, { description: "GitHub's own cache, under this name.", examples: ['checkout'] }),
    registry: z.optional(repository()).register(docs, {
      ...REPOSITORY_DOC,
      description: 'A repository that holds layers and nothing else.',
      examples: ['ghcr.io/acme/checkout-cache'],
    }),
    local: z.optional(workspacePath('A folder of the workspace.', '.cache/layers')),
  },
  CACHE_MEND,
).register(docs, {
  description: 'Exactly one of gha, registry and local.',
  oneOf: CACHES.map((kind) => ({ required: [kind] })),
});
const Cache = z.pipe(
  CacheForm,
  z.transform((form: z.output<typeof CacheForm>, payload): BuildCacheSpec => {
    const { gha, registry, local } = form;
    const [first, second] = CACHES.filter((kind) => form[kind] !== undefined);
    if (second !== undefined)
      refuse(payload, fault(`stands beside ${first}`, 'a build has one cache', 'leave one of them'), [
        second,
      ]);
    else if (gha !== undefined) return { kind: 'gha', scope: gha };
    else if (registry !== undefined) return { kind: 'registry', repository: registry };
    else if (local !== undefined) return { kind: 'local', folder: local };
    else if (payload.issues.length === 0) refuse(payload, fault('is empty', null, CACHE_MEND));
    return z.NEVER;
  }),
);

const IMAGE_MEND = 'write a repository, such as ghcr.io/acme/checkout, or a mapping with repository';
const ImageForm = mapping(
  {
    repository: repository(),
    context: byDefault(read(parseWorkspacePath, 'write a path, such as ./app'), '.', {
      description: 'The folder that is sent to the builder, without what its .dockerignore leaves out.',
      examples: ['./app'],
      pattern: WORKSPACE_PATH.source,
    }),
    dockerfile: z.optional(
      workspacePath(
        'The Dockerfile, relative to the workspace. Without it the Dockerfile of the context.',
        'docker/app.Dockerfile',
      ),
    ),
    target: z.optional(Stage),
    args: byDefault(
      Args,
      {},
      {
        description: 'Build arguments. They stay readable in the image: no place for secrets.',
        examples: [{ NODE_VERSION: '24' }],
      },
    ),
    secrets: byDefault(
      Secrets,
      {},
      {
        description:
          'Secrets by the ids under which the Dockerfile mounts them, and the environment variables that hold them. They are in no layer.',
        examples: [{ npm: 'NPM_TOKEN' }],
      },
    ),
    platforms: z.optional(oneOrMore(Platform, PLATFORM_MEND)).register(docs, {
      description: 'The platforms that it is built for. Without it that of the builder.',
      examples: [['linux/amd64', 'linux/arm64']],
    }),
    labels: byDefault(
      Labels,
      {},
      {
        description:
          'Labels beside those that are set by themselves: revision, source, created and version of org.opencontainers.image.',
        examples: [{ 'org.opencontainers.image.licenses': 'Apache-2.0' }],
      },
    ),
    cache: z.optional(Cache).register(docs, {
      description: 'Where layers are kept from one build to the next.',
      examples: [{ gha: 'checkout' }],
    }),
  },
  IMAGE_MEND,
);

export type ImageDraft = Omit<ImageBuild, 'name' | 'proof'>;

const Image = z.pipe(
  ImageForm,
  z.transform(
    ({ dockerfile, target, secrets, platforms, cache, ...same }: z.output<typeof ImageForm>): ImageDraft => ({
      kind: 'image',
      ...same,
      dockerfile: dockerfile ?? posix.join(same.context, 'Dockerfile'),
      target: target ?? null,
      secrets: Object.entries(secrets).map(([id, env]) => ({ id, env })),
      platforms: platforms ?? [],
      cache: cache ?? null,
    }),
  ),
);

/** Short form: the repository. */
export const ImageDefinition = z.union(
  [short(repository(), (name) => ({ repository: name }), Image), Image],
  {
    error: IMAGE_MEND,
  },
);
