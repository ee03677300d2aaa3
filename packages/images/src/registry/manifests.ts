import { isDigest, type Digest } from '@glidepath/model';
import { Readable } from 'node:stream';
import { pinned } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { digestOf } from '../sha256.ts';
import type { Connection } from '../transport/connection.ts';
import { drop, headerOf } from '../transport/exchange.ts';
import { read } from '../transport/read.ts';
import { troubleOf } from '../transport/status.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import { ACCEPT, type ManifestType } from './media-types.ts';

/** The least that the specification wants a registry to take. */
const LARGEST = 4 * 1024 * 1024;

/** The digest that a tag names now, as the registry says it; null where there is no such tag. */
export async function headTag(connection: Connection, tag: string): Promise<Digest | null> {
  const to = `manifests/${tag}`;
  const answer = await connection.ask({ method: 'HEAD', to, right: 'pull', headers: { accept: ACCEPT } });
  drop(answer);
  if (answer.status === 404) return null;
  const digest = headerOf(answer, 'docker-content-digest') ?? '';
  if (answer.status === 200 && isDigest(digest)) return digest;
  // Some registries don't know the question, or leave the digest out.
  if (answer.status === 200 || answer.status === 405) return (await getTag(connection, tag))?.digest ?? null;
  throw await troubleOf(answer, connection, `look up the tag ${tag}`);
}

async function getTag(connection: Connection, tag: string): Promise<Manifest | null> {
  try {
    return await getManifest(connection, tag, `${connection.place}:${tag}`);
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not-found') return null;
    throw error;
  }
}

/** What has this digest. @throws RegistryError, `mismatch` where the registry sends something else */
export async function manifestOf(connection: Connection, digest: Digest): Promise<Manifest> {
  return getManifest(connection, digest, pinned(connection.name, digest));
}

async function getManifest(connection: Connection, which: string, place: string): Promise<Manifest> {
  const ask = {
    method: 'GET',
    to: `manifests/${which}`,
    right: 'pull',
    headers: { accept: ACCEPT },
  } as const;
  const { answer, bytes } = await read(connection, ask, LARGEST, `read the manifest of ${which}`);
  // Before anything else: what content says that nobody asked for is worth nothing.
  if (isDigest(which)) checkDigest(connection, which, digestOf(bytes));
  return parseManifest(bytes, headerOf(answer, 'content-type'), place);
}

/** @throws RegistryError `mismatch` */
export function checkDigest(connection: Connection, asked: Digest, sent: Digest): void {
  if (asked === sent) return;
  throw new RegistryError(
    'mismatch',
    `the registry of ${connection.place} was asked for ${asked} and sent ${sent}`,
    'do not use it: the registry, or somebody between, is broken or hostile',
  );
}

export interface Put {
  readonly digest: Digest;
  /** Whether the registry lists it by itself as one that is about its subject. */
  readonly listsSubject: boolean;
}

/** @param which a tag, or the manifest's own digest */
export async function putManifest(
  connection: Connection,
  which: string,
  bytes: Buffer,
  type: ManifestType,
): Promise<Put> {
  const answer = await connection.ask({
    method: 'PUT',
    to: `manifests/${which}`,
    right: 'push',
    headers: { 'content-type': type },
    payload: { size: bytes.length, open: () => Readable.from([bytes]) },
  });
  if (answer.status !== 201 && answer.status !== 200 && answer.status !== 202)
    throw await troubleOf(answer, connection, `push the manifest ${which}`);
  drop(answer);
  const digest = digestOf(bytes);
  const said = headerOf(answer, 'docker-content-digest');
  if (said !== null && said !== digest)
    throw new RegistryError(
      'mismatch',
      `the registry of ${connection.place} was sent ${digest} and stored ${connection.shown(said)}`,
      'do not use it: ask who runs the registry why it changes what it is given',
    );
  return { digest, listsSubject: headerOf(answer, 'oci-subject') !== null };
}
