import type { ImageReference } from '@glidepath/images';
import { engineOf, type Delivery, type Digest, type Environment } from '@glidepath/model';
import { chooseEnvironment } from './delivery-file.ts';
import { checkName, commitOf, digestGiven, type Named } from './release-identity.ts';
import { isReleaseDocument, readReleaseDocument } from './release-document.ts';
import { repositoriesOf } from './repositories.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** What a user says of the release that is to be delivered; null: nothing. */
export interface ReleaseOptions {
  /** What people call it; or the document that a build gives out. */
  readonly release: string | null;
  /** The commit that it was made from. */
  readonly commit: string | null;
  /** Exactly this digest. */
  readonly digest: string | null;
  /** repository:tag, repository@digest, or both. */
  readonly image: string | null;
  /** The very release that is live in this environment. */
  readonly from: string | null;
  /** Another artifact than the delivery file's, relative to the workspace. */
  readonly artifact: string | null;
}

/** What is to be released. */
export type Origin =
  | { readonly kind: 'artifact' }
  /** `named`: whether somebody has said what it is called or made from; else the ledger may know. */
  | { readonly kind: 'digest'; readonly digest: Digest; readonly named: boolean }
  /** Its digest, where there is none yet, is asked of its registry once. */
  | { readonly kind: 'image'; readonly image: ImageReference; readonly named: boolean }
  | { readonly kind: 'environment'; readonly name: string };

export interface Given {
  readonly origin: Origin;
  readonly named: Named;
}

/**
 * What is to be released, as it was given. Nothing is asked of a registry yet.
 * @throws UserError where it can't be used, or does not go together
 */
export async function releaseGiven(
  surroundings: Pick<Surroundings, 'workspace' | 'env'>,
  delivery: Delivery,
  environment: Environment,
  options: ReleaseOptions,
): Promise<Given> {
  if (options.from !== null)
    return fromEnvironment(surroundings, delivery, environment, options.from, options);
  const { release } = options;
  if (release !== null && isReleaseDocument(release))
    return fromDocument(surroundings, delivery, environment, release, options);
  const named = {
    name: checkName(release),
    commit: await commitOf(surroundings, options.commit),
    committedAt: null,
  };
  const isNamed = release !== null || options.commit !== null;
  const digest = options.digest === null ? null : digestGiven(options.digest);
  if (options.image === null)
    return {
      origin: digest === null ? { kind: 'artifact' } : { kind: 'digest', digest, named: isNamed },
      named,
    };
  refuseArtifact(options.artifact, 'image');
  const image = await imageGiven(delivery, environment, options.image);
  if (digest !== null && image.digest !== null && image.digest !== digest)
    throw new UserError(
      `image has the digest ${image.digest}, and digest is ${digest}; leave one of the two out`,
    );
  return {
    origin: { kind: 'image', image: withDigest(image, digest), named: isNamed },
    // Who has named nothing else calls it by its tag; what is always the latest is no name.
    named: { ...named, name: named.name ?? (image.tag === 'latest' ? null : image.tag) },
  };
}

/** A digest that was given beside a tag says what the tag led to. */
function withDigest(image: ImageReference, digest: Digest | null): ImageReference {
  return { ...image, digest: image.digest ?? digest };
}

async function fromDocument(
  surroundings: Pick<Surroundings, 'workspace' | 'env'>,
  delivery: Delivery,
  environment: Environment,
  text: string,
  options: ReleaseOptions,
): Promise<Given> {
  refuseArtifact(options.artifact, 'a release document');
  const given = readReleaseDocument(text, delivery.service);
  const image = await imageGiven(delivery, environment, given.image);
  if (options.digest !== null && digestGiven(options.digest) !== given.digest)
    throw contradiction('digest', options.digest, given.digest);
  if (options.image !== null) {
    const other = await imageGiven(delivery, environment, options.image);
    if (placeOf(other) !== placeOf(image) || (other.digest ?? given.digest) !== given.digest)
      throw contradiction('image', options.image, given.image);
  }
  const commit = options.commit === null ? null : await commitOf(surroundings, options.commit);
  if (commit !== null && given.commit !== null && commit !== given.commit)
    throw contradiction('commit', commit, given.commit);
  const { isTag } = await import('@glidepath/images');
  return {
    origin: { kind: 'image', image: { ...image, tag: isTag(given.name) ? given.name : null }, named: true },
    named: {
      name: checkName(given.name),
      commit: given.commit ?? commit,
      committedAt: given.committedAt,
    },
  };
}

function contradiction(what: string, given: string, own: string): UserError {
  return new UserError(
    `${what} is ${JSON.stringify(given.slice(0, 300))}, and the release document says ${own}; leave ${what} out`,
  );
}

async function fromEnvironment(
  surroundings: Pick<Surroundings, 'workspace' | 'env'>,
  delivery: Delivery,
  environment: Environment,
  from: string,
  options: ReleaseOptions,
): Promise<Given> {
  const other = chooseEnvironment(delivery, from);
  if (other.name === environment.name) {
    throw new UserError(`from is ${from}, which is where the release is to go; name another environment`);
  }
  const both = (['artifact', 'digest', 'image', 'release', 'commit'] as const).find(
    (name) => options[name] !== null,
  );
  if (both !== undefined) {
    throw new UserError(
      `from and ${both} were both given; the release of ${from} has its own, leave ${both} out`,
    );
  }
  const named = { name: null, commit: await commitOf(surroundings, null), committedAt: null };
  return { origin: { kind: 'environment', name: other.name }, named };
}

function refuseArtifact(artifact: string | null, beside: string): void {
  if (artifact === null) return;
  throw new UserError(
    `artifact and ${beside} were both given, and each is a release; leave one of the two out`,
  );
}

/** @throws UserError where it is no reference, or of a repository that is not this environment's */
async function imageGiven(
  delivery: Delivery,
  environment: Environment,
  text: string,
): Promise<ImageReference> {
  const { parseReference, RegistryError } = await import('@glidepath/images');
  const read = (reference: string): ImageReference => {
    try {
      return parseReference(reference);
    } catch (error) {
      if (error instanceof RegistryError) throw new UserError(error.message);
      throw error;
    }
  };
  const image = read(text);
  const places = repositoriesOf(delivery, environment.target);
  if (places.some((place) => placeOf(read(place)) === placeOf(image))) return image;
  throw new UserError(`image is ${placeOf(image)}, ${whyNot(environment, places)}`);
}

function whyNot({ name, target }: Environment, places: readonly string[]): string {
  if (places.length > 0)
    return `and the releases of ${name} are in ${places.join(', ')}; give one of those, or change the delivery file`;
  const engine = engineOf(target);
  switch (engine) {
    case 'local':
      return `and the delivery file does not say that the artifact of ${name} is pushed; write build: { artifact: { repository: ..., path: ... } }`;
    case 'kubernetes':
    case 'argo-rollouts':
      return `and the delivery file does not say where the images of ${name} are; write target.${engine}.image, or build`;
    case 'launchdarkly':
    case 'unleash':
      return `but ${name} rolls out a flag, which has none; leave it out`;
  }
}

/** registry/repository, as we write it. */
function placeOf({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}
