import { readFile } from 'node:fs/promises';
import type { ProofPlaces, ProofRequirement, SignerRequirement } from '@glidepath/proof';
import type { Digest, ProofDemand } from '@glidepath/model';
import type { Candidate, ClosedGate } from '@glidepath/rollout';
import { insideWorkspace } from '../build/inside.ts';
import type { Chosen } from '../delivery-file.ts';
import { repositoriesOf } from '../repositories.ts';
import type { Surroundings } from '../surroundings.ts';
import { attestationsOn, ownRepository, serverOf, trustFrom } from './places.ts';

type Here = Pick<Surroundings, 'env' | 'stop' | 'repository' | 'workspace' | 'listener'>;

/**
 * Asks whether what the environment requires is proven of a release. What is proven stays so: it is asked once.
 * @returns null where it is proven, or nothing is required
 */
export function proofGate(
  surroundings: Here,
  chosen: Chosen,
  release: Candidate,
): () => Promise<ClosedGate | null> {
  const { require: demand } = chosen.environment;
  let proven = demand === null;
  return async () => {
    // Before it is built nobody can know it.
    if (proven || demand === null || release.digest === null) return null;
    const why = await lack(surroundings, chosen, demand, release.digest);
    proven = why === null;
    if (why === null) return null;
    const message = `${chosen.environment.name} requires ${demand.sbom ? 'provenance and SBOM' : 'provenance'} of ${release.name} (${release.digest.slice(0, 19)}): ${why}`;
    return { reason: 'unproven', message, until: null };
  };
}

/** @throws Error where nobody could be asked */
async function lack(
  surroundings: Here,
  { delivery, environment }: Chosen,
  demand: ProofDemand,
  digest: Digest,
): Promise<string | null> {
  const { signer, source } = await signerOf(surroundings, demand);
  const places = await placesOf(surroundings, demand);
  const repositories = repositoriesOf(delivery, environment.target);
  for (const predicate of ['provenance', ...(demand.sbom ? (['sbom'] as const) : [])] as const) {
    const requirement = { predicate, signer, source, commit: null };
    const why = await lackIn(surroundings, repositories, digest, requirement, places);
    if (why !== null) return why;
  }
  return null;
}

/** It is proven where one of the repositories has the proof. */
async function lackIn(
  { listener }: Here,
  repositories: readonly string[],
  digest: Digest,
  requirement: ProofRequirement,
  places: ProofPlaces,
): Promise<string | null> {
  const { checkProof } = await import('@glidepath/proof');
  const unproven: string[] = [];
  const unknown: string[] = [];
  for (const repository of repositories) {
    const finding = await checkProof({ repository, digest }, requirement, places);
    switch (finding.kind) {
      case 'proven': {
        const from = finding.source === null ? '' : `, from ${finding.source}`;
        const commit = finding.commit === null ? '' : ` at ${finding.commit.slice(0, 12)}`;
        const what = requirement.predicate === 'sbom' ? 'its SBOM' : 'its provenance';
        listener.note(`${what} is proven: signed by ${finding.signer}${from}${commit}`);
        return null;
      }
      case 'unproven':
        unproven.push(`${finding.why}; ${finding.mend}`);
        break;
      case 'unknown':
        unknown.push(`${finding.why}; ${finding.mend}`);
    }
  }
  if (unknown.length > 0) throw new Error(unknown.join('; '));
  return unproven.join('; ');
}

async function signerOf(
  surroundings: Here,
  demand: ProofDemand,
): Promise<{ readonly signer: SignerRequirement; readonly source: string | null }> {
  const { workspace } = surroundings;
  if (demand.signer.kind === 'key') {
    const file = await insideWorkspace(workspace, demand.signer.file, 'public key');
    const pem = await readFile(file, 'utf8');
    // Whoever has the key vouches for the rest.
    return { signer: { kind: 'key', pem }, source: demand.source };
  }
  const source = demand.source ?? (await ownRepository(surroundings));
  if (source === null)
    throw new Error(
      'nobody says from which repository the release must come; write require: { provenance: { repository: acme/checkout } } in the delivery file',
    );
  const { workflow, ref } = demand.signer;
  const { issuerOf } = await import('@glidepath/proof');
  const serverUrl = serverOf(surroundings);
  return {
    signer: {
      kind: 'workflow',
      workflow: workflow.startsWith('.github/') ? `${source}/${workflow}` : workflow,
      ref,
      serverUrl,
      issuer: issuerOf(serverUrl),
    },
    source,
  };
}

async function placesOf(surroundings: Here, { trustFile }: ProofDemand): Promise<ProofPlaces> {
  const rootFile =
    trustFile === null ? null : await insideWorkspace(surroundings.workspace, trustFile, 'trusted root');
  const { accessOf } = await import('../registry-access.ts');
  return {
    github: attestationsOn(surroundings),
    registry: accessOf(surroundings),
    trust: await trustFrom(surroundings, rootFile),
  };
}
