import { artifactClient, input } from './library.ts';

const name = input('name');
const client = await artifactClient();
const { artifact } = await client.getArtifact(name);
const { digestMismatch } = await client.downloadArtifact(artifact.id, {
  path: input('path'),
  ...(artifact.digest === undefined ? {} : { expectedHash: artifact.digest }),
});
if (digestMismatch === true) throw new Error(`${name} is not what was uploaded`);
