import {
  isAttestation,
  parseReference,
  Repository,
  type IndexEntry,
  type RegistryAccess,
} from '@glidepath/images';
import { digest, isDigest, type Digest } from '@glidepath/model';
import { isSpdx } from '../predicates.ts';
import { IN_TOTO, readStatement } from '../statement.ts';
import type { SbomDocument, SbomPart, Subject } from '../types.ts';
import { LARGEST_SBOM, readSbom } from './document.ts';

const ABOUT = 'vnd.docker.reference.digest';
const PREDICATE_TYPE = 'in-toto.io/predicate-type';

/**
 * The SBOM that BuildKit has put beside the images of an index. Nobody has signed it: whoever signs it now vouches for it.
 * @returns null where there is none
 * @throws RegistryError; ProofError `invalid`
 */
export async function attachedSbom(
  { repository: text, digest: subject }: Subject,
  registry: RegistryAccess,
): Promise<SbomDocument | null> {
  const repository = new Repository(parseReference(text), registry);
  const manifest = await repository.manifest(subject);
  if (manifest.kind !== 'index') return null;
  const parts: SbomPart[] = [];
  for (const entry of manifest.manifests.filter(isAttestation)) {
    const part = await partOf(repository, entry);
    if (part !== null) parts.push(part);
  }
  return parts.length === 0 ? null : { format: 'spdx', from: 'BuildKit', parts };
}

async function partOf(repository: Repository, entry: IndexEntry): Promise<SbomPart | null> {
  const of = aboutOf(entry);
  const beside = await repository.manifest(entry.digest);
  if (of === null || beside.kind !== 'image') return null;
  const layer = beside.layers.find(
    ({ mediaType, annotations }) => mediaType === IN_TOTO && isSpdx(annotations[PREDICATE_TYPE] ?? ''),
  );
  if (layer === undefined) return null;
  const statement = readStatement(await repository.blob(layer, LARGEST_SBOM));
  // It was made before the image was pushed and may name it otherwise, but never another one.
  if (statement === null || !isAbout(statement.subjects, of)) return null;
  const bytes = Buffer.from(JSON.stringify(statement.predicate ?? null));
  return { document: readSbom(bytes, `that BuildKit has made of ${of}`).document, of };
}

function aboutOf({ annotations }: IndexEntry): Digest | null {
  const about = annotations[ABOUT] ?? '';
  return isDigest(about) ? digest(about) : null;
}

function isAbout(subjects: readonly Digest[], of: Digest): boolean {
  return subjects.length === 0 || subjects.includes(of);
}
