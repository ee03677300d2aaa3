import type { Digest } from '@glidepath/model';
import { RegistryError } from '../registry-error.ts';
import type { Connection } from '../transport/connection.ts';
import { bytesOf } from '../transport/body.ts';
import { drop, headerOf, type Answer } from '../transport/exchange.ts';
import { troubleOf } from '../transport/status.ts';
import { parseManifest, type Descriptor, type ImageIndex, type Manifest } from './manifest.ts';
import { headTag, manifestOf, putManifest } from './manifests.ts';
import { OCI_INDEX } from './media-types.ts';

const LARGEST = 4 * 1024 * 1024;
const MOST_PAGES = 50;
const MOST_ATTEMPTS = 4;

/**
 * What is about an image: signatures, SBOM, provenance. A registry without this question keeps the list under a tag.
 * @param artifactType null: of any
 * @throws RegistryError
 */
export async function referrersOf(
  connection: Connection,
  subject: Digest,
  artifactType: string | null,
): Promise<readonly Descriptor[]> {
  const all = (await listed(connection, subject, artifactType)) ?? (await underTag(connection, subject));
  // A registry may leave the filter to us.
  return artifactType === null ? all : all.filter((one) => one.artifactType === artifactType);
}

/** Null where the registry does not know the question. */
async function listed(
  connection: Connection,
  subject: Digest,
  artifactType: string | null,
): Promise<readonly Descriptor[] | null> {
  const found: Descriptor[] = [];
  const first = new URL(`referrers/${subject}`, connection.base);
  if (artifactType !== null) first.searchParams.set('artifactType', artifactType);
  let next: URL | null = first;
  for (let page = 0; next !== null; page++) {
    if (page === MOST_PAGES) throw endless(connection, subject);
    const headers = { accept: OCI_INDEX };
    const answer: Answer = await connection.ask({ method: 'GET', to: next, right: 'pull', headers });
    const isIndex = headerOf(answer, 'content-type')?.startsWith(OCI_INDEX) === true;
    if (page === 0 && ([400, 404, 405, 406].includes(answer.status) || (answer.status === 200 && !isIndex))) {
      drop(answer);
      return null;
    }
    if (answer.status !== 200) throw await troubleOf(answer, connection, `list what is about ${subject}`);
    found.push(...(await entriesOf(answer, connection, subject)));
    next = nextPage(answer, connection);
  }
  return found;
}

async function entriesOf(
  answer: Answer,
  connection: Connection,
  subject: Digest,
): Promise<readonly Descriptor[]> {
  const place = `the referrers of ${connection.place}@${subject}`;
  const bytes = await bytesOf(answer, LARGEST, place).catch((error: unknown) => {
    if (error instanceof RegistryError) throw error;
    throw new RegistryError('unreachable', `${place} were cut off`, 'check the network, and try again');
  });
  return indexOf(parseManifest(bytes, OCI_INDEX, place), place).manifests;
}

function nextPage(answer: Answer, connection: Connection): URL | null {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(headerOf(answer, 'link') ?? '')?.[1];
  if (link === undefined || !URL.canParse(link, answer.url.href)) return null;
  const url = new URL(link, answer.url);
  if (url.origin === connection.base.origin) return url;
  throw new RegistryError(
    'broken',
    `the registry of ${connection.place} continues a list at ${connection.shown(url.origin)}`,
    'ask who runs the registry',
  );
}

async function underTag(connection: Connection, subject: Digest): Promise<readonly Descriptor[]> {
  return (await taggedIndex(connection, subject))?.manifests ?? [];
}

async function taggedIndex(connection: Connection, subject: Digest): Promise<ImageIndex | null> {
  const tag = tagFor(subject);
  const digest = await headTag(connection, tag);
  return digest === null ? null : indexOf(await manifestOf(connection, digest), `${connection.place}:${tag}`);
}

/**
 * Puts a manifest on the list of its subject, where the registry has not done so itself. Others may write the list at the
 * same time, so it is read again afterwards.
 * @throws RegistryError
 */
export async function listReferrer(connection: Connection, manifest: Manifest): Promise<void> {
  const { subject } = manifest;
  if (subject === null) return;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const before = await underTag(connection, subject.digest);
    if (before.some(({ digest }) => digest === manifest.digest)) return;
    const bytes = Buffer.from(JSON.stringify(indexWith([...before.map(toJson), entryFor(manifest)])));
    await putManifest(connection, tagFor(subject.digest), bytes, OCI_INDEX);
    const after = await underTag(connection, subject.digest);
    if (after.some(({ digest }) => digest === manifest.digest)) return;
  }
  throw new RegistryError(
    'taken',
    `others write the list of what is about ${connection.place}@${subject.digest} at the same time`,
    'try again',
  );
}

function indexWith(manifests: readonly object[]): object {
  return { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
}

function entryFor(manifest: Manifest): object {
  const { mediaType, digest, bytes, annotations, artifactType } = manifest;
  // Where a manifest has no type of its own, that of its config counts.
  const type = artifactType ?? (manifest.kind === 'image' ? manifest.config.mediaType : null);
  return toJson({ mediaType, digest, size: bytes.length, annotations, artifactType: type });
}

function toJson({ mediaType, digest, size, artifactType, annotations }: Descriptor): object {
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === null ? {} : { artifactType }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function tagFor(subject: Digest): string {
  return subject.replace(':', '-');
}

function indexOf(manifest: Manifest, place: string): ImageIndex {
  if (manifest.kind === 'index') return manifest;
  throw new RegistryError('broken', `${place} is no list of manifests`, 'check what stands under that tag');
}

function endless(connection: Connection, subject: Digest): RegistryError {
  const what = `the list of what is about ${connection.place}@${subject} has more than ${MOST_PAGES} pages`;
  return new RegistryError('too-large', what, 'ask for one type of artifact');
}
