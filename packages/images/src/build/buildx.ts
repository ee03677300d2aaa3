import { formatReference } from '../reference.ts';
import { formatPlatform } from '../registry/platform.ts';
import { checkBuild, pairs, type BuildCache, type BuildRequest, type BuildSecret } from './request.ts';

export interface BuildxFiles {
  /** Where buildx writes what it has made. */
  readonly metadata: string;
}

/** What not every driver of Buildx can do. */
export interface BuildxPowers {
  /** Provenance and SBOM beside the image, and new times for what is in its layers. */
  readonly attests: boolean;
}

/**
 * The arguments of `docker` that build an image with Buildx and push it, with its provenance and its SBOM beside it where
 * the driver can: https://docs.docker.com/reference/cli/docker/buildx/build. Buildx finds what is left out by itself.
 * @throws RegistryError `invalid`
 */
export function buildxArguments(
  request: BuildRequest,
  { metadata }: BuildxFiles,
  { attests }: BuildxPowers,
): readonly string[] {
  checkBuild(request);
  const { date, platforms, target } = request;
  const args = date === null ? request.args : { ...request.args, SOURCE_DATE_EPOCH: String(date) };
  // Times inside of layers are a matter of the exporter.
  const times = date === null || !attests ? [] : ['rewrite-timestamp=true'];
  return [
    'buildx',
    'build',
    '--progress=plain',
    ...(request.pull ? ['--pull'] : []),
    `--file=${request.dockerfile}`,
    ...(target === null ? [] : [`--target=${target}`]),
    ...pairs(args).map((pair) => `--build-arg=${pair}`),
    ...request.secrets.map((secret) => `--secret=${secretField(secret)}`),
    ...(platforms.length === 0 ? [] : [`--platform=${platforms.map(formatPlatform).join(',')}`]),
    ...pairs(request.labels).map((pair) => `--label=${pair}`),
    ...request.cacheFrom.map((cache) => `--cache-from=${cacheField(cache, 'from')}`),
    ...request.cacheTo.map((cache) => `--cache-to=${cacheField(cache, 'to')}`),
    ...request.tags.map((tag) => `--tag=${formatReference(tag)}`),
    ...(attests ? ['--provenance=mode=max', '--sbom=true'] : ['--provenance=false', '--sbom=false']),
    request.push ? `--output=${csv(['type=image', 'push=true', ...times])}` : '--output=type=cacheonly',
    `--metadata-file=${metadata}`,
    '--',
    request.context,
  ];
}

function secretField({ id, from }: BuildSecret): string {
  // With the type: without it a variable of the secret's own id would be taken for a file.
  return csv([
    `type=${from.kind}`,
    `id=${id}`,
    from.kind === 'env' ? `env=${from.name}` : `src=${from.path}`,
  ]);
}

function cacheField(cache: BuildCache, way: 'from' | 'to'): string {
  // All stages, so that a change at the end of a Dockerfile finds those before it.
  const mode = way === 'to' ? ['mode=max'] : [];
  switch (cache.kind) {
    case 'registry':
      return csv(['type=registry', `ref=${formatReference(cache.reference)}`, ...mode]);
    case 'local':
      return csv(['type=local', `${way === 'to' ? 'dest' : 'src'}=${cache.folder}`, ...mode]);
    case 'gha':
      return csv(['type=gha', `scope=${cache.scope}`, ...mode]);
  }
}

/** These values are read as a line of CSV (RFC 4180). */
function csv(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}
