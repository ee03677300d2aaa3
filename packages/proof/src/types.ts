import type { RegistryAccess } from '@glidepath/images';
import type { Digest, Instant, Json } from '@glidepath/model';

/** What is proven: an image or an artifact in its repository. */
export interface Subject {
  /** registry/repository, without a tag: ghcr.io/acme/checkout. */
  readonly repository: string;
  readonly digest: Digest;
}

/** How it was made, as SLSA provenance v1 tells it. */
export interface BuildFacts {
  readonly service: string;
  /** Name of the build in the delivery file. */
  readonly build: string;
  readonly kind: 'image' | 'artifact' | 'command';
  /** The build as the delivery file has it. Names of secrets may be in it, never their values. */
  readonly externalParameters: Json;
  /** The commit as `git+https://github.com/acme/checkout@refs/heads/main` with `gitCommit`; bases with `sha256`. */
  readonly resolvedDependencies: readonly Dependency[];
  /** Who has built, as a URI. Where Sigstore signs, the workflow of the identity token stands in its place. */
  readonly builderId: string;
  /** The run, as a URI. */
  readonly invocationId: string | null;
  readonly startedOn: Instant;
  readonly finishedOn: Instant;
}

export interface Dependency {
  readonly uri: string;
  /** By algorithm, without its name before the value: `{ gitCommit: '…' }`. */
  readonly digest: Readonly<Record<string, string>>;
}

/** Who signs. */
export type Signer =
  | {
      readonly kind: 'sigstore';
      /** Null: the job can't ask who it is; `prove` then says what to add. */
      readonly identity: IdentityRequest | null;
      readonly instance: SigstoreInstance;
    }
  | {
      readonly kind: 'key';
      /** A private key, PKCS #8 or SEC 1: ECDSA P-256 or Ed25519. */
      readonly pem: string;
    };

/** How a job asks GitHub for a token that says who it is. */
export interface IdentityRequest {
  /** ACTIONS_ID_TOKEN_REQUEST_URL */
  readonly url: string;
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN */
  readonly token: string;
}

/** public-good: logged in public, for public repositories. github: GitHub's own, for private ones. */
export type SigstoreInstance = 'public-good' | 'github' | SigstoreUrls;

/** A Sigstore of one's own. */
export interface SigstoreUrls {
  readonly fulcio: string;
  /** The transparency log; null where there is only a timestamp authority. */
  readonly rekor: string | null;
  readonly tsa: string | null;
}

/** GitHub, as attestations are written and read there. */
export interface GitHubAccess {
  readonly token: string;
  /** https://api.github.com */
  readonly apiUrl: string;
  /** https://github.com */
  readonly serverUrl: string;
  /** acme/checkout */
  readonly repository: string;
}

/** Whom to believe that a certificate, a log entry and a time are real. */
export interface Trust {
  /** A trusted_root.json; null: those of Sigstore and GitHub, fetched by TUF. */
  readonly rootFile: string | null;
  /** A folder in which what TUF has fetched is kept from one run to the next. Made where it is not there. */
  readonly cache: string;
}

export interface ProofRequest {
  readonly subject: Subject;
  readonly facts: BuildFacts;
  readonly sbom: SbomDocument | null;
  readonly signer: Signer;
  readonly registry: RegistryAccess;
  /** Null: the registry alone holds it. */
  readonly github: GitHubAccess | null;
  /** By which what is there already is judged. */
  readonly trust: Trust;
}

/** A list of what something is made of, as a tool wrote it. */
export interface SbomDocument {
  readonly format: 'spdx' | 'cyclonedx';
  /** Who made it, for people: syft, trivy, BuildKit, or the file's path. */
  readonly from: string;
  /** One for each platform where the subject has several. */
  readonly parts: readonly SbomPart[];
}

export interface SbomPart {
  readonly document: Json;
  /** The image of one platform; null: the subject as a whole. */
  readonly of: Digest | null;
}

/** One signed statement that is there now. */
export interface ProofMade {
  readonly predicateType: string;
  /** found: it was there, it is valid, and nothing was added. */
  readonly outcome: 'made' | 'found';
  /** The workflow with its ref, or `key sha256:…`. */
  readonly signer: string;
  /** Where it stands. Never empty. */
  readonly places: readonly ProofPlace[];
  /** Why a place does not have it, fit to be shown; null: all have that were asked. */
  readonly missing: string | null;
}

export type ProofPlace = 'github' | 'registry';

/** What a delivery demands. */
export interface ProofRequirement {
  readonly predicate: 'provenance' | 'sbom';
  readonly signer: SignerRequirement;
  /** The repository that it must come from: acme/checkout. Null: any. */
  readonly source: string | null;
  /** The commit that it must be built from; null: any. */
  readonly commit: string | null;
}

export type SignerRequirement =
  | {
      readonly kind: 'workflow';
      /** acme/workflows/.github/workflows/build.yml */
      readonly workflow: string;
      /** `refs/tags/v*`: `*` stands for any text. Null: any ref. */
      readonly ref: string | null;
      /** https://github.com, or the server that the workflow stands on. */
      readonly serverUrl: string;
      /** https://token.actions.githubusercontent.com, or that of the server. `issuerOf` tells it. */
      readonly issuer: string;
    }
  | {
      readonly kind: 'key';
      /** The public key. */
      readonly pem: string;
    };

/** Where to look, and whom to believe. */
export interface ProofPlaces {
  readonly github: GitHubAccess | null;
  readonly registry: RegistryAccess | null;
  readonly trust: Trust;
}

export type ProofFinding =
  | {
      readonly kind: 'proven';
      readonly predicateType: string;
      /** The workflow with its ref, or `key sha256:…`. */
      readonly signer: string;
      /** https://github.com/acme/checkout */
      readonly source: string | null;
      readonly commit: string | null;
      readonly builder: string;
      /** When it was signed, as far as somebody else than the signer vouches for it. */
      readonly at: Instant | null;
      readonly from: ProofPlace;
    }
  /** There is no proof that meets the requirement. */
  | { readonly kind: 'unproven'; readonly why: string; readonly mend: string }
  /** Nobody could be asked. */
  | { readonly kind: 'unknown'; readonly why: string; readonly mend: string };
