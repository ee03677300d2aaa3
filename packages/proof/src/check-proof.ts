import { parseReference, Repository, shown } from '@glidepath/images';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { publicKeyOf } from './keys.ts';
import { GitHubPlace } from './places/github.ts';
import type { Place } from './places/place.ts';
import { RegistryPlace } from './places/registry.ts';
import { isOf } from './predicates.ts';
import { ProofError, troubleOf, type Trouble } from './proof-error.ts';
import { judge, type Judged } from './verify/judge.ts';
import { trustedRoots } from './trust/roots.ts';
import type { ProofFinding, ProofPlaces, ProofRequirement, Subject } from './types.ts';

/**
 * Whether somebody who is trusted says of an image what is demanded. What is found anywhere is verified first and believed
 * afterwards.
 * @throws ProofError `invalid` for what we were given: a reference, a key, a trusted root
 */
export async function checkProof(
  subject: Subject,
  requirement: ProofRequirement,
  places: ProofPlaces,
): Promise<ProofFinding> {
  if (requirement.signer.kind === 'key') publicKeyOf(requirement.signer.pem);
  const silent: Trouble[] = [];
  const refused: Refused[] = [];
  const roots = once(async () => trustedRoots(places.trust, places.github));
  for (const place of placesOf(subject, requirement, places)) {
    try {
      for await (const judged of judgements(place, subject, requirement, roots)) {
        if (judged.kind === 'proven') return foundAt(place, judged);
        refused.push(judged);
      }
    } catch (error) {
      if (error instanceof ProofError && error.kind === 'invalid') throw error;
      silent.push(troubleOf(error));
    }
  }
  if (silent.length > 0) return unknown([...silent, ...best(refused)]);
  const [failure] = best(refused);
  return failure === undefined ? missing(subject, requirement, places) : { kind: 'unproven', ...failure };
}

type Refused = Extract<Judged, { kind: 'refused' }>;

function foundAt(
  { name }: Place,
  { signed: _signed, ...proven }: Extract<Judged, { kind: 'proven' }>,
): ProofFinding {
  return { ...proven, from: name };
}

/** What each statement of the demanded kind is worth. @throws ProofError, RegistryError */
export async function* judgements(
  place: Place,
  subject: Subject,
  requirement: ProofRequirement,
  roots: () => Promise<readonly TrustedRoot[]>,
): AsyncIterable<Judged> {
  const wants = (predicateType: string): boolean => isOf(requirement.predicate, predicateType);
  for await (const json of place.bundles(subject.digest, wants)) {
    const judged = await judge(json, subject.digest, requirement, roots);
    if (judged !== null) yield judged;
  }
}

export function placesOf(
  subject: Subject,
  { source }: Pick<ProofRequirement, 'source'>,
  { github, registry }: Pick<ProofPlaces, 'github' | 'registry'>,
): readonly Place[] {
  return [
    // They stand with the repository whose run has written them.
    ...(github === null ? [] : [new GitHubPlace({ ...github, repository: source ?? github.repository })]),
    ...(registry === null
      ? []
      : [
          new RegistryPlace(new Repository(parseReference(subject.repository), registry), () =>
            registry.now(),
          ),
        ]),
  ];
}

/** The trouble of the one that went furthest: it tells most. */
function best(refused: readonly Refused[]): readonly Trouble[] {
  const [first, ...others] = [...refused].sort((one, other) => other.stage - one.stage);
  if (first === undefined) return [];
  const count = others.length === 0 ? 'the proof' : `none of ${refused.length} proofs will do: the nearest`;
  return [{ why: `${count} of ${first.about}: ${first.why}`, mend: first.mend }];
}

function missing(
  { repository, digest }: Subject,
  { predicate }: ProofRequirement,
  { github, registry }: ProofPlaces,
): ProofFinding {
  const what = predicate === 'provenance' ? 'provenance' : 'SBOM';
  if (github === null && registry === null)
    return {
      kind: 'unknown',
      why: `nobody is there to be asked for the ${what} of ${repository}@${digest}`,
      mend: 'name a registry, or give a token for GitHub',
    };
  const where = [github === null ? '' : 'GitHub', registry === null ? '' : 'the registry'].filter(Boolean);
  return {
    kind: 'unproven',
    why: `there is no signed ${what} of ${shown(repository)}@${digest} (asked: ${where.join(' and ')})`,
    mend: 'build it with `proof` in the delivery file, or attest it in the workflow that builds it',
  };
}

function unknown(troubles: readonly Trouble[]): ProofFinding {
  const [first] = troubles;
  return {
    kind: 'unknown',
    why: troubles.map(({ why }) => why).join('; '),
    mend: first?.mend ?? '',
  };
}

export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return async () => (made ??= make());
}
