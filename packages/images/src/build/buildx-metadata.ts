import { digest, type Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import { RegistryError } from '../registry-error.ts';

export interface BuildxMetadata {
  /** Of what was pushed: an index where there are several platforms, or attestations. */
  readonly digest: Digest;
  /** As it was pushed; with the tags. */
  readonly names: readonly string[];
  /** By which Docker Desktop finds the build; null where there is none. */
  readonly buildRef: string | null;
}

const schema = z.object({
  'containerimage.digest': z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  'image.name': z.optional(z.string()),
  'buildx.build.ref': z.optional(z.string()),
});

/** Reads the file that `--metadata-file` names. @throws RegistryError `broken` */
export function parseBuildxMetadata(text: string): BuildxMetadata {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new RegistryError(
      'broken',
      'the metadata file of docker buildx tells no digest of an image',
      'update Buildx to 0.10 or later, and build with an exporter of images',
    );
  const found = parsed.data;
  return {
    digest: digest(found['containerimage.digest']),
    names: (found['image.name'] ?? '').split(',').filter((name) => name !== ''),
    buildRef: found['buildx.build.ref'] ?? null,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
