import {
  blobOfBytes,
  OCI_EMPTY,
  OCI_MANIFEST,
  RegistryError,
  type Descriptor,
  type Repository,
} from '@glidepath/images';
import type { Digest } from '@glidepath/model';
import { jsonOf } from '../statement.ts';
import { LARGEST_BUNDLE, MOST_BUNDLES, type Place, type Published } from './place.ts';

/** What a Sigstore bundle is called as an artifact; older ones have another version, and a version behind a semicolon. */
const BUNDLE_TYPES = 'application/vnd.dev.sigstore.bundle';
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const CONTENT = 'dev.sigstore.bundle.content';
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';
const CREATED = 'org.opencontainers.image.created';

/** The registry itself: each bundle is an artifact that has the image as its subject. */
export class RegistryPlace implements Place {
  readonly name = 'registry';
  readonly #repository: Repository;
  readonly #now: () => number;

  constructor(repository: Repository, now: () => number) {
    this.#repository = repository;
    this.#now = now;
  }

  async *bundles(subject: Digest, wants: (predicateType: string) => boolean): AsyncIterable<unknown> {
    const all = await this.#repository.referrers(subject);
    const bundles = all.filter((one) => isWanted(one, wants));
    if (bundles.length > MOST_BUNDLES)
      throw new RegistryError(
        'too-large',
        `the registry lists ${bundles.length} bundles about ${subject}, and at most ${MOST_BUNDLES} are read`,
        'delete those that nobody needs',
      );
    for (const { digest } of bundles) {
      const manifest = await this.#repository.manifest(digest);
      const layer = manifest.kind === 'image' ? manifest.layers[0] : undefined;
      if (layer !== undefined) yield jsonOf(await this.#repository.blob(layer, LARGEST_BUNDLE));
    }
  }

  async publish(subject: Digest, { json, predicateType }: Published): Promise<void> {
    const about = await this.#repository.manifest(subject);
    const bundle = blobOfBytes(Buffer.from(JSON.stringify(json)));
    const config = blobOfBytes(Buffer.from('{}'));
    await this.#repository.pushBlob(config);
    await this.#repository.pushBlob(bundle);
    const title = `${bundle.digest.replace(':', '-')}.sigstore.json`;
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: BUNDLE_TYPE,
      config: { mediaType: OCI_EMPTY, digest: config.digest, size: config.size },
      layers: [
        {
          mediaType: BUNDLE_TYPE,
          digest: bundle.digest,
          size: bundle.size,
          annotations: { 'org.opencontainers.image.title': title },
        },
      ],
      subject: { mediaType: about.mediaType, digest: about.digest, size: about.bytes.length },
      annotations: {
        [CONTENT]: 'dsse-envelope',
        [PREDICATE_TYPE]: predicateType,
        [CREATED]: new Date(this.#now()).toISOString(),
      },
    };
    await this.#repository.pushManifest(Buffer.from(JSON.stringify(manifest)), OCI_MANIFEST);
  }
}

/** Annotations are hints: a bundle without them is read. */
function isWanted(
  { artifactType, annotations }: Descriptor,
  wants: (predicateType: string) => boolean,
): boolean {
  if (artifactType?.startsWith(BUNDLE_TYPES) !== true) return false;
  const type = annotations[PREDICATE_TYPE];
  return type === undefined || wants(type);
}
