import { formatReference, type ImageReference } from '../reference.ts';
import { formatPlatform } from '../registry/platform.ts';
import { checkBuild, pairs, wrong, type BuildCache, type BuildRequest, type BuildSecret } from './request.ts';

export type DaemonlessBuilder = 'buildah' | 'podman';

/**
 * The arguments of `buildah` or `podman` that build an image into the local storage: buildah-build(1), podman-build(1).
 * @param secretFiles where the secrets that come from variables were written, by their ids: Podman mounts an empty file for a
 *   secret that it is to take from its environment (containers/podman issue 23388)
 * @throws RegistryError `invalid`, also for what only Buildx can do
 */
export function buildahArguments(
  builder: DaemonlessBuilder,
  request: BuildRequest,
  secretFiles: Readonly<Record<string, string>>,
): readonly string[] {
  checkBuild(request);
  const { date, platforms, target } = request;
  return [
    'build',
    '--format=oci',
    // Without it nothing is kept for the next time.
    '--layers=true',
    // A version of the builder in a label would be another digest with every update.
    '--identity-label=false',
    `--file=${request.dockerfile}`,
    ...(target === null ? [] : [`--target=${target}`]),
    ...pairs(request.args).map((pair) => `--build-arg=${pair}`),
    ...request.secrets.map((secret) => `--secret=id=${secret.id},src=${fileOf(secret, secretFiles)}`),
    ...(platforms.length === 0 ? [] : [`--platform=${platforms.map(formatPlatform).join(',')}`]),
    ...pairs(request.labels).map((pair) => `--label=${pair}`),
    ...request.cacheFrom.map((cache) => `--cache-from=${repositoryOf(cache, builder)}`),
    ...request.cacheTo.map((cache) => `--cache-to=${repositoryOf(cache, builder)}`),
    ...(date === null ? [] : [`--timestamp=${date}`]),
    ...(isIndex(request) ? [`--manifest=${localName(request)}`] : [`--tag=${localName(request)}`]),
    '--',
    request.context,
  ];
}

/**
 * The arguments that push what was built, once for each tag.
 * @param digestFile where the digest is written that the registry has it under
 */
export function pushArguments(
  request: BuildRequest,
  tag: ImageReference,
  digestFile: string,
): readonly string[] {
  const name = localName(request);
  const to = `docker://${formatReference(tag)}`;
  return isIndex(request)
    ? ['manifest', 'push', '--all', `--digestfile=${digestFile}`, name, to]
    : ['push', '--format=oci', `--digestfile=${digestFile}`, name, to];
}

/** Several platforms become an index, which has commands of its own. */
function isIndex({ platforms }: BuildRequest): boolean {
  return platforms.length > 1;
}

function localName({ tags }: BuildRequest): string {
  const [first] = tags;
  if (first === undefined) throw wrong('has no tag', 'name the image that it is pushed as');
  return formatReference(first);
}

/** They take a repository without a tag, and no other kind of cache. */
function repositoryOf(cache: BuildCache, builder: DaemonlessBuilder): string {
  if (cache.kind === 'registry') return `${cache.reference.registry}/${cache.reference.repository}`;
  throw wrong(
    `wants a cache of the kind ${cache.kind}, which ${builder} does not know`,
    'use a cache in a registry, or Docker Buildx',
  );
}

function fileOf({ id, from }: BuildSecret, files: Readonly<Record<string, string>>): string {
  const path = from.kind === 'file' ? from.path : files[id];
  if (path === undefined)
    throw wrong(`has no file for the secret ${id}`, 'write it into one that only you may read');
  return plain(path);
}

/** Their fields are split at commas, and nothing can be quoted. */
function plain(path: string): string {
  if (!path.includes(',')) return path;
  throw wrong('has a secret in a file with a comma in its path', 'rename the file');
}
