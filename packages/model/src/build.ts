import type { ProofSpec } from './proof.ts';

/** How the release is made, and where it goes: a repository of a registry, by the digest that it gets there. */
export type Build = ImageBuild | ArtifactBuild | CommandBuild;

interface BuildCommon {
  /** By which it is asked for; of the only one that has none of its own, the service's. */
  readonly name: string;
  /** registry/repository, without a tag: ghcr.io/acme/checkout. */
  readonly repository: string;
  /** What is written down and signed of how it was made; null: nothing. */
  readonly proof: ProofSpec | null;
}

/** A container image, built here by a Dockerfile. */
export interface ImageBuild extends BuildCommon {
  readonly kind: 'image';
  /** The folder that is sent to the builder, relative to the workspace. */
  readonly context: string;
  /** Relative to the workspace. */
  readonly dockerfile: string;
  /** The stage to stop at; null: the last one. */
  readonly target: string | null;
  /** Not for secrets: they stay readable in the image. */
  readonly args: Readonly<Record<string, string>>;
  readonly secrets: readonly BuildSecretSpec[];
  /** As linux/amd64; none: that of the builder. */
  readonly platforms: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cache: BuildCacheSpec | null;
}

/** Mounted while a step of the Dockerfile runs. */
export interface BuildSecretSpec {
  /** As the Dockerfile has it: RUN --mount=type=secret,id=npm. */
  readonly id: string;
  /** The variable that holds it. */
  readonly env: string;
}

/** Where layers are kept from one build to the next. */
export type BuildCacheSpec =
  /** GitHub's own cache. */
  | { readonly kind: 'gha'; readonly scope: string }
  | { readonly kind: 'registry'; readonly repository: string }
  /** A folder, relative to the workspace. */
  | { readonly kind: 'local'; readonly folder: string };

/** A folder or a file, packed. */
export interface ArtifactBuild extends BuildCommon {
  readonly kind: 'artifact';
  /** Relative to the workspace. */
  readonly path: string;
}

/** A program that builds and pushes by itself. */
export interface CommandBuild extends BuildCommon {
  readonly kind: 'command';
  /** Program and arguments, run without a shell in the workspace. */
  readonly run: readonly string[];
}
