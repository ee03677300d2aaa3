import { formatReference, type ImageReference, type RepositoryName } from '../reference.ts';
import { formatPlatform } from '../registry/platform.ts';
import { isLoopback } from '../transport/plain-http.ts';
import { checkBuild, pairs, wrong, type BuildCache, type BuildRequest, type BuildSecret } from './request.ts';

export type DaemonlessBuilder = 'buildah' | 'podman';

/** Of registries that are asked without TLS. */
const PLAIN_HTTP = '--tls-verify=false';

/**
 * The arguments of `buildah` or `podman` that build an image into the local storage: buildah-build(1), podman-build(1).
 * @param secretFiles where the secrets that come from variables were written, by their ids: Podman mounts an empty file for a
 *   secret that it is to take from its environment (containers/podman issue 23388)
 * @param isLocalOnly every registry that it asks, for what it begins with and for its cache, is on this machine
 * @throws RegistryError `invalid`, also for what only Buildx can do
 */
export function buildahArguments(
  builder: DaemonlessBuilder,
  request: BuildRequest,
  secretFiles: Readonly<Record<string, string>>,
  isLocalOnly = false,
): readonly string[] {
  checkBuild(request);
  const { date, platforms, target } = request;
  return [
    'build',
    '--format=oci',
    // Kept for the next time; not where a platform is named: of images from scratch they take those of another one for it.
    `--layers=${platforms.length === 0}`,
    // A version of the builder in a label would be another digest with every update.
    '--identity-label=false',
    ...(request.pull ? ['--pull=always'] : []),
    ...(isLocalOnly ? [PLAIN_HTTP] : []),
    `--file=${request.dockerfile}`,
    ...(request.ignoreFile === null ? [] : [`--ignorefile=${request.ignoreFile}`]),
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
  const plain = isLocal(tag) ? [PLAIN_HTTP] : [];
  return isIndex(request)
    ? ['manifest', 'push', '--all', ...plain, `--digestfile=${digestFile}`, name, to]
    : ['push', '--format=oci', ...plain, `--digestfile=${digestFile}`, name, to];
}

/** The arguments that forget the index of an earlier build of this name, which would be added to; none for one platform. */
export function forgetArguments(request: BuildRequest): readonly string[] | null {
  return isIndex(request) ? ['manifest', 'rm', localName(request)] : null;
}

/** Whether a registry is on this machine, where it is asked without TLS. */
export function isLocal(name: RepositoryName): boolean {
  return isLoopback(hostOf(name));
}

function hostOf({ registry }: RepositoryName): string {
  return registry.replace(/:\d+$/, '');
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
