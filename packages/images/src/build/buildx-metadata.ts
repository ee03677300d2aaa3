import { digest, type Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import { RegistryError } from '../registry-error.ts';

/** All that is read of the file, by the names that its documentation has for it. */
export const buildxMetadata = z.object({
  'containerimage.digest': z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
});

/**
 * Reads the file that `--metadata-file` names.
 * @returns what was pushed: an index where there are several platforms, or attestations
 * @throws RegistryError `broken`
 */
export function parseBuildxMetadata(text: string): Digest {
  const parsed = buildxMetadata.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new RegistryError(
      'broken',
      'the metadata file of docker buildx tells no digest of an image',
      'update Buildx to 0.10 or later, and build with an exporter of images',
    );
  return digest(parsed.data['containerimage.digest']);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
