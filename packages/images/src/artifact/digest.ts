import { join } from 'node:path';
import type { Digest } from '@glidepath/model';
import { inFolder } from '../builders/folder.ts';
import { digestOf } from '../sha256.ts';
import { artifactManifest, type ArtifactRequest } from './artifact.ts';
import { pack } from './pack.ts';

/** The digest that an artifact would have, without a registry. @throws RegistryError */
export async function artifactDigest(request: ArtifactRequest): Promise<Digest> {
  return inFolder(async (folder) => {
    const packed = await pack(request.source, join(folder, 'layer.tar.gz'), request.date);
    return digestOf(artifactManifest(packed, request));
  });
}
