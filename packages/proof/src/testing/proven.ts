import { bundleFromJSON, bundleToJSON, type Bundle } from '@sigstore/bundle';
import { checkProof } from '../check-proof.ts';
import { prove } from '../prove.ts';
import type { ProofFinding, ProofRequirement, Trust } from '../types.ts';
import { REQUIREMENT, setScene, type Scene } from './scene.ts';
import { TestSigstore, type Job, type SigstoreOptions } from './sigstore.ts';

/** Something that was proven, and whoever believes it. */
export interface Proven {
  readonly scene: Scene;
  readonly sigstore: TestSigstore;
  readonly trust: Trust;
}

export async function proven(job: Job = {}, options: SigstoreOptions = {}): Promise<Proven> {
  const sigstore = await TestSigstore.start(options);
  const scene = await setScene();
  const trust = await sigstore.trust();
  await prove(scene.request(sigstore.signer(job), trust));
  return { scene, sigstore, trust };
}

/** Asks GitHub alone for what it has after a change. */
export async function afterChange(
  { scene, trust }: Proven,
  change: (bundle: Bundle) => Bundle,
  requirement: ProofRequirement = REQUIREMENT,
): Promise<ProofFinding> {
  for (const [path, bundles] of scene.github.attestations)
    scene.github.attestations.set(
      path,
      bundles.map((json) => bundleToJSON(change(bundleFromJSON(json)))),
    );
  return checkProof(scene.subject, requirement, scene.places(trust, { registry: null }));
}
