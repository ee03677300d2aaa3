import type { Digest } from '@glidepath/model';
import { bundleToJSON } from '@sigstore/bundle';
import { judgements, once, placesOf } from './check-proof.ts';
import type { Place, Published } from './places/place.ts';
import { CYCLONEDX, isOf, SLSA_PROVENANCE, SPDX } from './predicates.ts';
import { ProofError, troubleOf, type Trouble } from './proof-error.ts';
import { provenanceOf } from './provenance.ts';
import { readySigner, type ReadySigner } from './sign/signer.ts';
import { writeStatement } from './statement.ts';
import { trustedRoots } from './trust/roots.ts';
import type { ProofMade, ProofRequest, SbomDocument } from './types.ts';

/**
 * Says how something was built and what it is made of, signs that, and puts it where others find it. What the same signer
 * has said before stands, and is not said again.
 * @throws ProofError, RegistryError where no place takes it
 */
export async function prove(request: ProofRequest): Promise<readonly ProofMade[]> {
  const serverUrl = request.github?.serverUrl ?? 'https://github.com';
  const signer = await readySigner(request.signer, serverUrl);
  const places = placesOf(request.subject, { source: null }, request);
  const made: ProofMade[] = [];
  for (const saying of sayings(request, signer)) made.push(await proveOne(request, saying, signer, places));
  return made;
}

/** One thing to be said. */
interface Saying {
  readonly demand: 'provenance' | 'sbom';
  readonly predicateType: string;
  /** What it is about: the subject first. */
  readonly subjects: readonly Digest[];
  readonly statement: () => Buffer;
}

function sayings({ subject, facts, sbom }: ProofRequest, signer: ReadySigner): readonly Saying[] {
  const provenance: Saying = {
    demand: 'provenance',
    predicateType: SLSA_PROVENANCE,
    subjects: [subject.digest],
    statement: () =>
      writeStatement(
        subject.repository,
        [subject.digest],
        SLSA_PROVENANCE,
        provenanceOf(facts, signer.builder ?? facts.builderId),
      ),
  };
  return [provenance, ...(sbom === null ? [] : sbomSayings(sbom, subject))];
}

function sbomSayings(
  { format, parts }: SbomDocument,
  { repository, digest }: ProofRequest['subject'],
): readonly Saying[] {
  const predicateType = format === 'spdx' ? SPDX : CYCLONEDX;
  return parts.map(({ document, of }) => {
    // Whoever has the index finds it, and whoever has the image of one platform.
    const subjects = of === null || of === digest ? [digest] : [digest, of];
    return {
      demand: 'sbom',
      predicateType,
      subjects,
      statement: () => writeStatement(repository, subjects, predicateType, document),
    };
  });
}

async function proveOne(
  request: ProofRequest,
  saying: Saying,
  signer: ReadySigner,
  places: readonly Place[],
): Promise<ProofMade> {
  const roots = once(async () => trustedRoots(request.trust, request.github));
  const there = new Map<Place, Published>();
  for (const place of places) {
    try {
      const found = await standing(place, request, saying, signer, roots);
      if (found !== null) there.set(place, found);
    } catch (error) {
      if (error instanceof ProofError && error.kind === 'invalid') throw error;
      // Where nobody can say what is there it is said again: twice does no harm. Why, is told when it is put there.
      troubleOf(error);
    }
  }
  const [found] = there.values();
  const bundle = found ?? {
    predicateType: saying.predicateType,
    json: await signer.sign(saying.statement()),
  };
  const placed = new Set(there.keys());
  const missing: Trouble[] = [];
  for (const place of places) {
    if (placed.has(place)) continue;
    try {
      await place.publish(request.subject.digest, bundle);
      placed.add(place);
    } catch (error) {
      missing.push(troubleOf(error));
    }
  }
  if (placed.size === 0) throw nowhere(missing);
  return {
    predicateType: bundle.predicateType,
    outcome: found === undefined ? 'made' : 'found',
    signer: signer.name,
    places: [...placed].map(({ name }) => name),
    missing: missing.length === 0 ? null : missing.map(({ why, mend }) => `${why}; ${mend}`).join('; '),
  };
}

/** What the same signer has said of the same. */
async function standing(
  place: Place,
  { subject }: ProofRequest,
  { demand, predicateType, subjects }: Saying,
  { known, source }: ReadySigner,
  roots: Parameters<typeof judgements>[3],
): Promise<Published | null> {
  const requirement = { predicate: demand, signer: known, source, commit: null };
  for await (const judged of judgements(place, subject, requirement, roots)) {
    if (judged.kind !== 'proven') continue;
    const { statement, bundle } = judged.signed;
    const isSame = isOf(demand, statement.predicateType) && isLike(statement.predicateType, predicateType);
    if (isSame && subjects.every((one) => statement.subjects.includes(one)))
      return { json: bundleToJSON(bundle), predicateType: statement.predicateType };
  }
  return null;
}

/** The type itself, or one of its versions. */
function isLike(found: string, wanted: string): boolean {
  return found === wanted || found.startsWith(`${wanted}/`);
}

function nowhere(missing: readonly Trouble[]): ProofError {
  const [first] = missing;
  return new ProofError(
    'refused',
    `the proof is signed, and nobody keeps it: ${missing.map(({ why }) => why).join('; ')}`,
    first?.mend ?? 'name a registry',
  );
}
