export { checkProof } from './check-proof.ts';
export { BUILD_TYPE, CYCLONEDX, SLSA_PROVENANCE, SPDX } from './predicates.ts';
export { ProofError, type ProofErrorKind } from './proof-error.ts';
export { prove } from './prove.ts';
export * from './types.ts';
export { issuerOf } from './workflow.ts';
export { attachedSbom } from './sbom/attached.ts';
export { makeSbom, type SbomSource } from './sbom/make.ts';
export { SBOM_TOOLS, type SbomTool } from './sbom/scan.ts';
