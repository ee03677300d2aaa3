import { parseReference, pinned, Repository, formatPlatform, type Manifest } from '@glidepath/images';
import type { Build, Delivery } from '@glidepath/model';
import { readDeliveryFile } from '../delivery-file.ts';
import { accessOf } from '../registry-access.ts';
import { hideSecrets } from '../secrets.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';
import { makeArtifact } from './artifact.ts';
import { makeByCommand } from './command.ts';
import { failedBuild } from './failed.ts';
import { makeImage } from './image.ts';
import type { Job, Made } from './made.ts';
import { originOf, type Origin } from './origin.ts';
import { proveBuild, readyToProve } from './prove.ts';
import { remember, sizeOfBuild } from './registry.ts';
import type { BuildAnswer, BuildOptions, ReleaseDocument } from './types.ts';

export { chooseBuilder } from './choose-builder.ts';
export type { BuildAnswer, BuildOptions, BuildSize, Outcome, ReleaseDocument } from './types.ts';

/**
 * Builds what the delivery file says, pushes it, and names it by the digest that the registry has it under.
 * @throws UserError where something given can't be used; BuildFailed where the build or the registry fails; Cancelled
 */
export async function build(surroundings: Surroundings, options: BuildOptions): Promise<BuildAnswer> {
  const delivery = await readDeliveryFile(surroundings.workspace, options.file);
  const chosen = chooseBuild(delivery, options.name);
  hideSecrets(surroundings, delivery);
  try {
    return await make(delivery, chosen, surroundings, options);
  } catch (error) {
    throw failedBuild(error, chosen, surroundings.stop);
  }
}

/** @throws UserError where there is none of that name, or several and none was named */
export function chooseBuild({ build: builds }: Delivery, name: string | null): Build {
  const [first, second] = builds;
  if (first === undefined)
    throw new UserError(
      'the delivery file has no build, write for example build: { image: ghcr.io/acme/checkout }',
    );
  const names = builds.map((one) => one.name).join(', ');
  if (name === null) {
    if (second === undefined) return first;
    throw new UserError(
      `the delivery file has ${builds.length} builds and none was named, write one of ${names}`,
    );
  }
  const found = builds.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `there is no build ${JSON.stringify(name)} in the delivery file, write one of ${names}`,
  );
}

async function make(
  delivery: Delivery,
  chosen: Build,
  surroundings: Surroundings,
  options: BuildOptions,
): Promise<BuildAnswer> {
  const { clock, listener } = surroundings;
  const { service } = delivery;
  const begun = clock.now();
  const origin = await originOf(surroundings, options, service);
  const repository = new Repository(parseReference(chosen.repository), accessOf(surroundings));
  const note = (text: string): void => listener.note(text);
  const shared = { delivery, options, origin, repository, surroundings, note };
  const spec = options.push ? chosen.proof : null;
  const signer = spec === null ? null : await readyToProve(surroundings, spec);
  const made = await makeKind(chosen, shared);
  note(made.message);
  const { digest, bases: _bases, ...told } = made;
  const answer = {
    version: 1,
    verb: 'build',
    service,
    build: chosen.name,
    kind: chosen.kind,
    tag: origin.tag,
    ...told,
    digest,
  } as const;
  if (digest === null || made.outcome === 'kept')
    return { ...answer, image: null, ms: clock.now() - begun, size: null, proof: null, release: null };

  await repository.tag(origin.tag, digest, 'move');
  const manifest = await repository.manifest(digest);
  const size = await sizeOfBuild(repository, manifest);
  await remember(repository, digest);
  const image = pinned(repository.name, digest);
  const release = await releaseOf(service, image, manifest, origin, repository);
  const proof =
    spec === null || signer === null
      ? null
      : await proveBuild({ ...shared, build: chosen }, spec, signer, { ...made, digest }, begun);
  return { ...answer, image, ms: clock.now() - begun, size, proof, release };
}

async function makeKind(chosen: Build, shared: Omit<Job<Build>, 'build'>): Promise<Made> {
  switch (chosen.kind) {
    case 'image':
      return makeImage({ ...shared, build: chosen });
    case 'artifact':
      return makeArtifact({ ...shared, build: chosen });
    case 'command':
      return makeByCommand({ ...shared, build: chosen });
  }
}

async function releaseOf(
  service: string,
  image: string,
  manifest: Manifest,
  { tag, commit, committedAt }: Origin,
  repository: Repository,
): Promise<ReleaseDocument> {
  const { digest, artifactType } = manifest;
  const platforms = (await repository.platforms(manifest)).map(formatPlatform).sort();
  return { version: 1, service, name: tag, image, digest, commit, committedAt, artifactType, platforms };
}
