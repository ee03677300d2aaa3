import { artifactDigest, pushArtifact, sourceDate, type ArtifactRequest } from '@glidepath/images';
import type { ArtifactBuild } from '@glidepath/model';
import { insideWorkspace } from './inside.ts';
import { NO_BUILDER, type Job, type Made } from './made.ts';

const ARTIFACT_TYPE = 'application/vnd.glidepath.artifact.v1';

/**
 * Packs a folder or a file, and pushes what the registry does not have. Nothing of the commit goes into it, so that the same
 * content has the same digest, whenever it is packed.
 */
export async function makeArtifact({
  build,
  options,
  repository,
  surroundings,
}: Job<ArtifactBuild>): Promise<Made> {
  const request: ArtifactRequest = {
    source: await insideWorkspace(surroundings.workspace, build.path, 'artifact'),
    artifactType: ARTIFACT_TYPE,
    annotations: {},
    date: sourceDate(surroundings.env),
    subject: null,
  };
  if (!options.push) {
    const digest = await artifactDigest(request);
    return { ...NO_BUILDER, outcome: 'kept', message: `packed as ${digest}, and not pushed`, digest };
  }
  const { digest, layer } = await pushArtifact(repository, request);
  return layer === 'there'
    ? { ...NO_BUILDER, outcome: 'found', message: `nothing to push: ${digest} is there already`, digest }
    : { ...NO_BUILDER, outcome: 'built', message: `packed and pushed ${digest}`, digest };
}
