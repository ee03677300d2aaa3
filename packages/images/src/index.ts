export type { Login, RegistryAccess } from './access.ts';
export {
  artifactManifest,
  pullArtifact,
  pushArtifact,
  type ArtifactRequest,
  type PushedArtifact,
} from './artifact/artifact.ts';
export { artifactDigest } from './artifact/digest.ts';
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
export {
  formatPlatform,
  isAttestation,
  isSame as isSamePlatform,
  parsePlatform,
} from './registry/platform.ts';
export { Repository, resolveReference, type Resolved } from './registry/repository.ts';
export type { BlobPushed } from './registry/upload.ts';
export { registryAccess, type AccessOptions } from './surroundings.ts';
export { basesOf } from './build/bases.ts';
export { buildahArguments, pushArguments, type DaemonlessBuilder } from './build/buildah.ts';
export { buildxArguments, type BuildxFiles } from './build/buildx.ts';
export { parseBuildxMetadata } from './build/buildx-metadata.ts';
export { contextDigest, ignoreFileOf } from './build/context.ts';
export { inputTag, INPUT_TAGS, type BuildInputs } from './build/inputs.ts';
export { parseBuildFailure, type BuildFailure, type BuildFailureKind } from './build/failure.ts';
export { checkBuild, type BuildCache, type BuildRequest, type BuildSecret } from './build/request.ts';
export { BuildError } from './builders/build-error.ts';
export { buildImage, type BuildPlace, type BuiltImage } from './builders/build-image.ts';
export { BUILDERS, findBuilder, type Builder, type BuilderName } from './builders/find.ts';
export { inFolder } from './builders/folder.ts';
export { loginFolder } from './builders/login-folder.ts';
export { onPath, runProgram, type Ran, type Workplace } from './builders/program.ts';
export type { StepCount } from './builders/tally.ts';
export { contentOfAll, type ImageContent } from './registry/content.ts';
export { shown } from './foreign-text.ts';
