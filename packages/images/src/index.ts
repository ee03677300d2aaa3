export type { Login, RegistryAccess } from './access.ts';
export {
  artifactManifest,
  pullArtifact,
  pushArtifact,
  type ArtifactRequest,
  type PushedArtifact,
} from './artifact/artifact.ts';
export { pack, type Packed } from './artifact/pack.ts';
export { sourceDate } from './artifact/source-date.ts';
export { unpack, type UnpackLimits } from './artifact/unpack.ts';
export { findLogin, type CredentialOptions } from './credentials/login.ts';
export type { LoginVariables } from './credentials/variables.ts';
export {
  formatReference,
  isTag,
  parseReference,
  pinned,
  type ImageReference,
  type RepositoryName,
} from './reference.ts';
export { RegistryError, type RegistryErrorKind } from './registry-error.ts';
export { blobOfBytes, blobOfFile, type BlobSource } from './registry/blob.ts';
export { compareLayers, contentOf, sizeOf, type LayerDifference } from './registry/layers.ts';
export {
  parseManifest,
  type Annotations,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  type IndexEntry,
  type Manifest,
  type Platform,
} from './registry/manifest.ts';
export * from './registry/media-types.ts';
export { formatPlatform, isAttestation, parsePlatform } from './registry/platform.ts';
export { Repository, resolveReference, type Resolved } from './registry/repository.ts';
export type { BlobPushed } from './registry/upload.ts';
export { registryAccess, type AccessOptions } from './surroundings.ts';
export { buildahArguments, pushArguments, type DaemonlessBuilder } from './build/buildah.ts';
export { buildxArguments, type BuildxFiles } from './build/buildx.ts';
export { parseBuildxMetadata, type BuildxMetadata } from './build/buildx-metadata.ts';
export { parseBuildFailure, type BuildFailure, type BuildFailureKind } from './build/failure.ts';
export { checkBuild, type BuildCache, type BuildRequest, type BuildSecret } from './build/request.ts';
