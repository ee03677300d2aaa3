import { readFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { resolve } from 'node:path';
import {
  basesOf,
  buildImage,
  findBuilder,
  ignoreFileOf,
  parsePlatform,
  parseReference,
  type BuildCache,
  type BuildRequest,
} from '@glidepath/images';
import type { BuildCacheSpec, ImageBuild } from '@glidepath/model';
import { UserError } from '../user-error.ts';
import { inputsOf } from './inputs.ts';
import { insideWorkspace } from './inside.ts';
import { withBuilderLogin } from './login.ts';
import { NO_BUILDER, type Job, type Made } from './made.ts';
import { settle, standing } from './registry.ts';
import { verified } from './verified.ts';

/** Builds an image, unless the same inputs have been built before. */
export async function makeImage(job: Job<ImageBuild>): Promise<Made> {
  const { build, options, repository, note } = job;
  const { request, dockerfile } = await requestOf(job);
  const host = parsePlatform(`linux/${ARCHITECTURES[arch()] ?? arch()}`);
  const platforms = request.platforms.length === 0 ? [host] : request.platforms;
  const names = basesOf(dockerfile, request.args, platforms, host);
  // Whoever only looks whether it can be built may have no right to ask the registry.
  const known = options.push ? await inputsOf(job, request, platforms, dockerfile, names) : null;
  const inputs = known?.tag ?? null;
  const bases = known?.bases ?? NO_BUILDER.bases;
  const found = inputs === null ? null : await standing(repository, inputs);
  if (inputs !== null && found !== null) {
    const message = `not built again: the same inputs have been built as ${found}`;
    return { ...NO_BUILDER, outcome: 'found', message, digest: found, inputs, bases };
  }
  const workplace = workplaceOf(job);
  const builder = await findBuilder(options.builder, workplace);
  note(
    `building ${build.name} with ${builder.kind}${'attests' in builder && !builder.attests ? NO_PROOF : ''}`,
  );
  const built = await withBuilderLogin(job, workplace.env, async (env) =>
    // What the inputs name is what it must begin with, whatever this machine has kept.
    buildImage(
      builder,
      { ...request, pull: inputs !== null },
      { ...workplace, env, dockerfile, bases: readable(names), line: note },
    ),
  );
  const how = { inputs, bases, builder: builder.kind, steps: built.steps, cached: built.cached };
  if (built.digest === null)
    return { ...how, outcome: 'kept', message: 'built, and not pushed', digest: null };
  const digest = await verified(job, built.digest, request.platforms);
  const settled = inputs === null ? digest : await settle(repository, inputs, digest);
  if (settled === digest) return { ...how, outcome: 'built', message: `built and pushed ${digest}`, digest };
  const message = `built, but another run was faster with the same inputs: its ${settled} counts`;
  return { ...how, outcome: 'found', message, digest: settled };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const NO_PROOF =
  ', without provenance and SBOM: the builder of the Docker daemon itself can not write them, `docker buildx create --use` makes one that can';

async function requestOf(
  job: Job<ImageBuild>,
): Promise<{ readonly request: BuildRequest; readonly dockerfile: string }> {
  const { build, options, origin, surroundings } = job;
  const { workspace, env } = surroundings;
  const context = await insideWorkspace(workspace, build.context, 'context');
  const path = await insideWorkspace(workspace, build.dockerfile, 'Dockerfile');
  for (const { id, env: name } of build.secrets)
    if ((env[name] ?? '') === '')
      throw new UserError(
        `the environment variable ${name}, which holds the secret ${id} of the build ${build.name}, is not set, set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`,
      );
  const cache = build.cache === null ? [] : [cacheOf(build.cache, workspace)];
  const request: BuildRequest = {
    context,
    dockerfile: path,
    target: build.target,
    args: build.args,
    secrets: build.secrets.map(({ id, env: name }) => ({ id, from: { kind: 'env', name } })),
    platforms: build.platforms.map(parsePlatform),
    labels: { ...origin.labels, ...build.labels },
    cacheFrom: cache,
    cacheTo: options.push ? cache : [],
    date: origin.date,
    ignoreFile: await ignoreFileOf(context, path),
    push: options.push,
    pull: false,
    tags: [parseReference(`${build.repository}:${origin.tag}`)],
  };
  return { request, dockerfile: await readFile(path, 'utf8') };
}

function cacheOf(cache: BuildCacheSpec, workspace: string): BuildCache {
  switch (cache.kind) {
    case 'gha':
      return cache;
    case 'registry':
      return { kind: 'registry', reference: parseReference(`${cache.repository}:glidepath-cache`) };
    case 'local':
      return { kind: 'local', folder: resolve(workspace, cache.folder) };
  }
}

/** Null where one of them can't be read. */
function readable(names: readonly string[]): readonly string[] | null {
  const all = names.every((name) => {
    try {
      return parseReference(name).registry !== '';
    } catch {
      return false;
    }
  });
  return all ? names : null;
}

function workplaceOf({ surroundings: { workspace, env, stop } }: Job<ImageBuild>) {
  return { folder: workspace, env, stop };
}
