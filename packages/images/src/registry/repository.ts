import type { Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import type { RegistryAccess } from '../access.ts';
import { shown } from '../foreign-text.ts';
import { parseReference, isTag, type ImageReference, type RepositoryName } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { Connection } from '../transport/connection.ts';
import type { BlobSource } from './blob.ts';
import { blobBytes, saveBlob } from './download.ts';
import {
  parseManifest,
  type Descriptor,
  type ImageManifest,
  type Manifest,
  type Platform,
} from './manifest.ts';
import { headTag, manifestOf, putManifest } from './manifests.ts';
import { DOCKER_CONFIG, OCI_CONFIG, type ManifestType } from './media-types.ts';
import { choosePlatform, formatPlatform, isAttestation, isSame, wrongPlatform } from './platform.ts';
import { listReferrer, referrersOf } from './referrers.ts';
import { pushBlob, type BlobPushed } from './upload.ts';

/** What a tag named when it was asked. Whatever happens to the tag, this stays. */
export interface Resolved {
  readonly digest: Digest;
  readonly manifest: Manifest;
}

const LARGEST_CONFIG = 8 * 1024 * 1024;
const configSchema = z.object({ os: z.string(), architecture: z.string(), variant: z.optional(z.string()) });

/** A repository in a registry. Every method throws RegistryError. */
export class Repository {
  readonly name: RepositoryName;
  readonly #connection: Connection;

  constructor(name: RepositoryName, access: RegistryAccess) {
    this.name = name;
    this.#connection = new Connection(name, access);
  }

  /** The digest behind a reference, its manifest read by that digest and checked. A digest beside a tag wins. */
  async resolve({ tag, digest }: Pick<ImageReference, 'tag' | 'digest'>): Promise<Resolved> {
    const found = digest ?? (await this.digestOf(tag ?? 'latest'));
    if (found === null)
      throw new RegistryError(
        'not-found',
        `${this.#connection.place} has no tag ${tag ?? 'latest'}`,
        'check the name and the tag, and that the build has pushed it',
      );
    return { digest: found, manifest: await manifestOf(this.#connection, found) };
  }

  /** What a tag names now; null where there is no such tag. */
  async digestOf(tag: string): Promise<Digest | null> {
    return headTag(this.#connection, checkedTag(tag));
  }

  async manifest(digest: Digest): Promise<Manifest> {
    return manifestOf(this.#connection, digest);
  }

  /** The image that runs on a platform, out of several or the only one. */
  async image(manifest: Manifest, platform: Platform): Promise<ImageManifest> {
    const place = `${this.#connection.place}@${manifest.digest}`;
    if (manifest.kind === 'index') {
      const inner = await this.manifest(choosePlatform(manifest, platform, place).digest);
      if (inner.kind === 'image') return inner;
      throw new RegistryError('broken', `${place} has an index inside of an index`, 'push one index');
    }
    const of = await this.#platformOf(manifest);
    if (of !== null && !isSame(of, platform))
      throw wrongPlatform(place, platform, [shown(formatPlatform(of))]);
    return manifest;
  }

  /** What it runs on; none for an artifact. */
  async platforms(manifest: Manifest): Promise<readonly Platform[]> {
    if (manifest.kind === 'image') {
      const only = await this.#platformOf(manifest);
      return only === null ? [] : [only];
    }
    return manifest.manifests.flatMap((entry) =>
      isAttestation(entry) || entry.platform === null ? [] : [entry.platform],
    );
  }

  /** @param limit in bytes: more is not read */
  async blob(blob: Descriptor, limit: number): Promise<Buffer> {
    return blobBytes(this.#connection, blob, limit);
  }

  /** Into a file that is there only when it is right. @param limit in bytes */
  async saveBlob(blob: Descriptor, path: string, limit: number): Promise<void> {
    return saveBlob(this.#connection, blob, path, limit);
  }

  async pushBlob(blob: BlobSource): Promise<BlobPushed> {
    return pushBlob(this.#connection, blob);
  }

  /** Under its digest. What it names must be there. */
  async pushManifest(bytes: Buffer, type: ManifestType): Promise<Digest> {
    const manifest = parseManifest(bytes, type, `the manifest for ${this.#connection.place}`);
    const { digest, listsSubject } = await putManifest(this.#connection, manifest.digest, bytes, type);
    if (!listsSubject) await listReferrer(this.#connection, manifest);
    return digest;
  }

  /**
   * Lets a tag name what is in the repository.
   * @param how keep: fails with `taken` where the tag names something else. move: it is set whatever it names.
   */
  async tag(tag: string, digest: Digest, how: 'keep' | 'move'): Promise<void> {
    const now = await this.digestOf(tag);
    if (now === digest) return;
    if (now !== null && how === 'keep') throw this.#taken(tag, now, digest);
    const { bytes, mediaType } = await this.manifest(digest);
    await putManifest(this.#connection, tag, bytes, mediaType);
    // A registry has no compare-and-swap, so another's write at the same time can only be noticed.
    const after = await this.digestOf(tag);
    if (after !== digest) throw this.#taken(tag, after, digest);
  }

  /** @param artifactType null: of any */
  async referrers(subject: Digest, artifactType: string | null = null): Promise<readonly Descriptor[]> {
    return referrersOf(this.#connection, subject, artifactType);
  }

  async #platformOf({ config }: ImageManifest): Promise<Platform | null> {
    if (config.mediaType !== OCI_CONFIG && config.mediaType !== DOCKER_CONFIG) return null;
    const parsed = configSchema.safeParse(jsonOf(await this.blob(config, LARGEST_CONFIG)));
    if (parsed.success) return { ...parsed.data, variant: parsed.data.variant ?? null };
    const what = `the config of ${this.#connection.place}@${config.digest} does not tell its platform`;
    throw new RegistryError('broken', what, 'build the image anew');
  }

  #taken(tag: string, now: Digest | null, wanted: Digest): RegistryError {
    return new RegistryError(
      'taken',
      `the tag ${tag} of ${this.#connection.place} names ${now ?? 'nothing'}, not ${wanted}`,
      'choose another tag, or say that this one may be moved',
    );
  }
}

/** @param text as a user writes it. @throws RegistryError */
export async function resolveReference(
  text: string,
  access: RegistryAccess,
): Promise<ImageReference & Resolved> {
  const reference = parseReference(text);
  return { ...reference, ...(await new Repository(reference, access).resolve(reference)) };
}

/** A tag becomes part of a URL. */
function checkedTag(tag: string): string {
  if (isTag(tag)) return tag;
  throw new RegistryError(
    'invalid',
    `"${tag.slice(0, 128)}" is no tag`,
    'use letters, digits, "_", "." and "-"',
  );
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
