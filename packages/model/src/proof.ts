/** What is written down, and signed, of how a release was made: its provenance, and what it is made of. */
export interface ProofSpec {
  /** Who lists what it is made of; null: nobody. */
  readonly sbom: SbomSpec | null;
  readonly signer: ProofSigner;
}

export const SBOM_TOOLS = ['syft', 'trivy', 'cdxgen'] as const;
export type SbomTool = (typeof SBOM_TOOLS)[number];

export type SbomSpec =
  | { readonly kind: 'tool'; readonly tool: SbomTool }
  /** A document that the build has written, relative to the workspace. */
  | { readonly kind: 'file'; readonly path: string };

export type ProofSigner =
  /** By the run's own identity. */
  | { readonly kind: 'sigstore'; readonly instance: SigstoreSpec }
  /** By a private key, which stands in this variable. */
  | { readonly kind: 'key'; readonly keyEnv: string };

/** auto: public-good where everybody can read the repository, else github. */
export type SigstoreSpec = 'auto' | 'public-good' | 'github' | OwnSigstore;

/** A Sigstore of one's own, by the addresses of its parts. */
export interface OwnSigstore {
  readonly fulcio: string;
  readonly rekor: string | null;
  readonly tsa: string | null;
}

/** What an environment demands of a release's proof. */
export interface ProofDemand {
  readonly signer: DemandedSigner;
  /** The repository whose source it must be, as owner/name; null: that of the run. */
  readonly source: string | null;
  /** Whether a list of what it is made of must be there, signed by the same. */
  readonly sbom: boolean;
  /** A trusted_root.json, relative to the workspace; null: those of Sigstore and GitHub. */
  readonly trustFile: string | null;
}

export type DemandedSigner =
  | {
      readonly kind: 'workflow';
      /** owner/name/.github/workflows/file; without owner/name it is one of the source's repository. */
      readonly workflow: string;
      /** In which `*` stands for any text; null: any. */
      readonly ref: string | null;
    }
  /** A public key, relative to the workspace. */
  | { readonly kind: 'key'; readonly file: string };
