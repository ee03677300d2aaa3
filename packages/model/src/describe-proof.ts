import type { BuildText } from './file/build.ts';
import type { RequireText } from './file/require.ts';
import type { ProofDemand, ProofSpec, SbomSpec, SigstoreSpec } from './proof.ts';

/** Proofs, as the file's long form says them: those that a build makes, and those that an environment demands. */

export function proofText({ sbom, signer }: ProofSpec): NonNullable<BuildText['proof']> {
  return {
    ...(sbom === null ? {} : { sbom: sbomText(sbom) }),
    ...(signer.kind === 'key' ? { key: { env: signer.keyEnv } } : sigstoreText(signer.instance)),
  };
}

/** What begins with ./ is no tool. */
function sbomText(sbom: SbomSpec): string {
  return sbom.kind === 'tool' ? sbom.tool : `./${sbom.path}`;
}

function sigstoreText(instance: SigstoreSpec) {
  if (instance === 'auto') return {};
  if (typeof instance === 'string') return { sigstore: instance };
  const { fulcio, rekor, tsa } = instance;
  return {
    sigstore: { fulcio, ...(rekor === null ? {} : { rekor }), ...(tsa === null ? {} : { tsa }) },
  };
}

export function requireText({ signer, source, sbom, trustFile }: ProofDemand): RequireText {
  return {
    provenance: {
      ...(signer.kind === 'key'
        ? { key: signer.file }
        : { workflow: signer.workflow, ...(signer.ref === null ? {} : { ref: signer.ref }) }),
      ...(source === null ? {} : { repository: source }),
      ...(trustFile === null ? {} : { trust: trustFile }),
    },
    sbom,
  };
}
