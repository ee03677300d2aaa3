import type { BuilderName } from '@glidepath/images';
import type { Build, Digest } from '@glidepath/model';
import type { Proven } from './prove.ts';

export interface BuildOptions {
  /** The delivery file, relative to the workspace. */
  readonly file: string;
  /** Which build of it; null: the only one there is. */
  readonly name: string | null;
  /** Under which tag people find it; null: what git calls the commit. */
  readonly tag: string | null;
  /** Null: that of the run, or what is checked out. */
  readonly commit: string | null;
  readonly builder: BuilderName | 'auto';
  /** False: to see whether it can be built. */
  readonly push: boolean;
}

/** built: anew. found: the same inputs, or the same content, were there already. kept: built, and not pushed. */
export type Outcome = 'built' | 'found' | 'kept';

/** What became of a build, as `--json` and the action's output have it. */
export interface BuildAnswer {
  readonly version: 1;
  readonly verb: 'build';
  readonly service: string;
  readonly build: string;
  readonly kind: Build['kind'];
  readonly outcome: Outcome;
  readonly message: string;
  /** repository@digest; null where nothing was pushed. */
  readonly image: string | null;
  readonly digest: Digest | null;
  readonly tag: string;
  /** The tag by which the same inputs are found again; null where they are not known. */
  readonly inputs: string | null;
  /** Null where nothing was built by a builder. */
  readonly builder: BuilderName | null;
  readonly steps: number | null;
  /** Those that were done before. */
  readonly cached: number | null;
  readonly ms: number;
  readonly size: BuildSize | null;
  /** What was signed of it; null where nothing was to be, or nothing was pushed. */
  readonly proof: Proven | null;
  /** Fit for the input of a delivery; null where nothing was pushed. */
  readonly release: ReleaseDocument | null;
}

/** In bytes, as the registry has it: compressed. */
export interface BuildSize {
  readonly bytes: number;
  readonly layers: number;
  /** What the build before it came to; null where there is none. */
  readonly before: { readonly digest: Digest; readonly bytes: number; readonly shared: number } | null;
}

/** A release, named by its digest. */
export interface ReleaseDocument {
  readonly version: 1;
  readonly service: string;
  /** What people call it. */
  readonly name: string;
  /** repository@digest. */
  readonly image: string;
  readonly digest: Digest;
  readonly commit: string | null;
  /** ISO 8601. */
  readonly committedAt: string | null;
  /** Null: it is a container image. */
  readonly artifactType: string | null;
  /** As linux/amd64; none for an artifact. */
  readonly platforms: readonly string[];
}
