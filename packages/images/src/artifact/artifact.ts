import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { blobOfBytes, blobOfFile } from '../registry/blob.ts';
import type { Annotations, Descriptor, ImageManifest } from '../registry/manifest.ts';
import { OCI_EMPTY, OCI_LAYER_GZIP, OCI_MANIFEST } from '../registry/media-types.ts';
import type { Repository } from '../registry/repository.ts';
import type { BlobPushed } from '../registry/upload.ts';
import { RegistryError } from '../registry-error.ts';
import { pack, type Packed } from './pack.ts';
import { unpack, type UnpackLimits } from './unpack.ts';

export interface ArtifactRequest {
  /** A folder or a file. */
  readonly source: string;
  /** A media type that says what it is: `application/vnd.acme.site.v1`. */
  readonly artifactType: string;
  readonly annotations: Annotations;
  /** In seconds since 1970. */
  readonly date: number;
  /** What it is about; null: itself. */
  readonly subject: Pick<Descriptor, 'mediaType' | 'digest' | 'size'> | null;
}

export interface PushedArtifact {
  /** Of its manifest: the same content, type and annotations give the same. */
  readonly digest: Digest;
  readonly packed: Omit<Packed, 'path'>;
  readonly layer: BlobPushed;
}

const EMPTY = Buffer.from('{}');

/** Packs and pushes a folder or a file. @throws RegistryError */
export async function pushArtifact(
  repository: Repository,
  request: ArtifactRequest,
): Promise<PushedArtifact> {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(request.artifactType))
    throw new RegistryError(
      'invalid',
      `"${shown(request.artifactType)}" is no type of an artifact`,
      'write a media type, as in application/vnd.acme.site.v1',
    );
  return inFolder(async (folder) => {
    const { path, ...packed } = await pack(request.source, join(folder, 'layer.tar.gz'), request.date);
    await repository.pushBlob(blobOfBytes(EMPTY));
    const layer = await repository.pushBlob(await blobOfFile(path));
    const manifest = artifactManifest(packed, request);
    return { digest: await repository.pushManifest(manifest, OCI_MANIFEST), packed, layer };
  });
}

/** The manifest of an artifact, by the guidance of the OCI's image specification 1.1. The same for the same. */
export function artifactManifest(
  { digest, size }: Pick<Packed, 'digest' | 'size'>,
  { artifactType, annotations, subject }: Pick<ArtifactRequest, 'artifactType' | 'annotations' | 'subject'>,
): Buffer {
  const sorted = Object.entries(annotations).sort(([one], [other]) => (one < other ? -1 : 1));
  const config = blobOfBytes(EMPTY);
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType,
    config: { mediaType: OCI_EMPTY, digest: config.digest, size: config.size },
    layers: [{ mediaType: OCI_LAYER_GZIP, digest, size }],
    ...(subject === null
      ? {}
      : { subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size } }),
    ...(sorted.length === 0 ? {} : { annotations: Object.fromEntries(sorted) }),
  };
  return Buffer.from(JSON.stringify(manifest));
}

/**
 * Fetches an artifact and unpacks it.
 * @param folder must not be there yet, or be empty
 * @throws RegistryError
 */
export async function pullArtifact(
  repository: Repository,
  digest: Digest,
  folder: string,
  limits: UnpackLimits,
): Promise<ImageManifest> {
  const manifest = await repository.manifest(digest);
  const layer = manifest.kind === 'image' && manifest.layers.length === 1 ? manifest.layers[0] : undefined;
  if (manifest.kind !== 'image' || layer?.mediaType !== OCI_LAYER_GZIP)
    throw new RegistryError(
      'invalid',
      `${repository.name.registry}/${repository.name.repository}@${digest} is no artifact with one archive in it`,
      'push it as an artifact, or name another one',
    );
  await inFolder(async (making) => {
    const archive = join(making, 'layer.tar.gz');
    await repository.saveBlob(layer, archive, limits.bytes);
    await unpack(archive, folder, limits);
  });
  return manifest;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'glidepath-artifact-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
