import { isDigest, type Digest } from '@glidepath/model';
import { shown } from './foreign-text.ts';
import { RegistryError } from './registry-error.ts';

/** A repository of a registry. */
export interface RepositoryName {
  /** Host, and port where one is given: `ghcr.io`, `docker.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** `acme/checkout`; of Docker Hub's own images with `library/`. */
  readonly repository: string;
}

/** What names an image: `registry/repository:tag@digest`. */
export interface ImageReference extends RepositoryName {
  /** `latest` where neither a tag nor a digest was given; null beside a digest alone. */
  readonly tag: string | null;
  readonly digest: Digest | null;
}

const DOCKER_HUB = 'docker.io';
const LONGEST_REPOSITORY = 255;

// The grammar of github.com/distribution/reference.
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`);
const TAG = /^\w[\w.-]{0,127}$/;
const BARE_ID = /^[0-9a-f]{64}$/;

/** @throws RegistryError `invalid`, with what of it is wrong */
export function parseReference(text: string): ImageReference {
  if (BARE_ID.test(text))
    throw wrong(text, 'is the id of an image', 'put its repository and "@sha256:" before it');
  const { name, tag, digest } = split(text);
  if (tag !== null && !isTag(tag)) {
    const mend =
      'a tag has letters, digits, "_", "." and "-", begins with none of the last two, and has 128 at most';
    throw wrong(text, `has the tag "${shown(tag)}"`, mend);
  }
  const { registry, repository } = parseName(text, name);
  return {
    registry,
    repository,
    tag: tag ?? (digest === null ? 'latest' : null),
    digest: digest === null ? null : parseDigest(text, digest),
  };
}

/** Whether a registry takes this as a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** In full: as every tool understands it. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

/** The image that has this digest, whatever tag leads to it. */
export function pinned({ registry, repository }: RepositoryName, digest: Digest): string {
  return formatReference({ registry, repository, tag: null, digest });
}

function split(text: string): { name: string; tag: string | null; digest: string | null } {
  const at = text.indexOf('@');
  const [rest, digest] = at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  // A colon before the last slash belongs to the registry's port.
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  return colon === -1
    ? { name: rest, tag: null, digest }
    : { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

function parseName(text: string, name: string): RepositoryName {
  if (/^https?:\/\//i.test(name)) throw wrong(text, 'begins with a protocol', 'leave "https://" out');
  if (name === '') throw wrong(text, 'names no repository', 'write registry/repository:tag');
  const { registry, path } = splitRegistry(name);
  if (!REGISTRY.test(registry))
    throw wrong(
      text,
      `has the registry "${shown(registry)}"`,
      'a registry is a host name, with :port where needed',
    );
  if (path === '') throw wrong(text, 'names no repository', 'write the repository behind the registry');
  if (path !== path.toLowerCase())
    throw wrong(text, 'has upper-case letters in its repository', `write ${shown(path.toLowerCase())}`);
  if (path.length > LONGEST_REPOSITORY)
    throw wrong(text, `has a repository of ${path.length} characters`, `use ${LONGEST_REPOSITORY} at most`);
  const bad = path.split('/').find((component) => !COMPONENT.test(component));
  if (bad !== undefined) {
    const mend =
      'each part has lower-case letters and digits, with single ".", "_", "__" or "-" between them';
    throw wrong(text, `has "${shown(bad)}" in its repository`, mend);
  }
  return { registry, repository: path };
}

/** What stands before the first slash is a registry where it looks like a host, as Docker has it. */
function splitRegistry(name: string): { registry: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const [registry, path] = isHost ? [first, name.slice(slash + 1)] : [DOCKER_HUB, name];
  if (registry !== DOCKER_HUB && registry !== `index.${DOCKER_HUB}`) return { registry, path };
  return { registry: DOCKER_HUB, path: path === '' || path.includes('/') ? path : `library/${path}` };
}

function parseDigest(text: string, digest: string): Digest {
  if (isDigest(digest)) return digest;
  throw wrong(
    text,
    `has the digest "${shown(digest)}"`,
    'a digest is "sha256:" and 64 hexadecimal digits in lower case; others are not supported',
  );
}

function wrong(text: string, what: string, mend: string): RegistryError {
  return new RegistryError('invalid', `the image reference "${shown(text)}" ${what}`, mend);
}
