import { shown } from '../foreign-text.ts';
import { formatReference, type ImageReference } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import type { Platform } from '../registry/manifest.ts';

/** What a builder is to make, whichever builder it is. */
export interface BuildRequest {
  /** The folder that is sent to the builder. Absolute. */
  readonly context: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** The stage to stop at; null: the last one. */
  readonly target: string | null;
  /** Not for secrets: they stay readable in the image's history. */
  readonly args: Readonly<Record<string, string>>;
  readonly secrets: readonly BuildSecret[];
  /** None: that of the builder. */
  readonly platforms: readonly Platform[];
  /** `org.opencontainers.image.source` and the like. */
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheFrom: readonly BuildCache[];
  readonly cacheTo: readonly BuildCache[];
  /** What all times are set to, in seconds since 1970; null: as they come. */
  readonly date: number | null;
  /** What says what of the context is left out, absolute; null: none. */
  readonly ignoreFile: string | null;
  /** Whether the images that it begins with are looked for anew, even where this machine has some of their names. */
  readonly pull: boolean;
  /** False: it is built, and nothing leaves the builder. */
  readonly push: boolean;
  /** At least one; all with a tag. */
  readonly tags: readonly ImageReference[];
}

/** Mounted while a step runs. Its value is nowhere on a command line. */
export interface BuildSecret {
  /** As the Dockerfile names it: `RUN --mount=type=secret,id=npm`. */
  readonly id: string;
  readonly from:
    | { readonly kind: 'file'; readonly path: string }
    /** The name of an environment variable. */
    | { readonly kind: 'env'; readonly name: string };
}

export type BuildCache =
  | { readonly kind: 'registry'; readonly reference: ImageReference }
  | { readonly kind: 'local'; readonly folder: string }
  /** GitHub's own. */
  | { readonly kind: 'gha'; readonly scope: string };

/** What would be taken for something else on a command line. @throws RegistryError `invalid` */
export function checkBuild(request: BuildRequest): void {
  if (request.tags.length === 0) throw wrong('has no tag', 'name the image that it is pushed as');
  for (const tag of request.tags)
    if (tag.tag === null || tag.digest !== null)
      throw wrong(`has the tag ${formatReference(tag)}`, 'write registry/repository:tag, without a digest');
  for (const name of Object.keys(request.args))
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw wrong(`has the argument "${shown(name)}"`, 'a name has letters, digits and "_"');
  for (const name of Object.keys(request.labels))
    if (!/^[^\s=]+$/.test(name))
      throw wrong(`has the label "${shown(name)}"`, 'a name has no space and no "="');
  for (const { id, from } of request.secrets) checkSecret(id, from);
}

function checkSecret(id: string, from: BuildSecret['from']): void {
  if (!/^[\w.-]+$/.test(id))
    throw wrong(`has the secret "${shown(id)}"`, 'an id has letters, digits, "_", "." and "-"');
  if (from.kind === 'env' && !/^[A-Za-z_]\w*$/.test(from.name))
    throw wrong(`takes the secret ${id} from "${shown(from.name)}"`, 'name an environment variable');
}

export function wrong(what: string, mend: string): RegistryError {
  return new RegistryError('invalid', `the build ${what}`, mend);
}

/** `name=value` pairs, in an order that does not depend on who wrote them. */
export function pairs(record: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(record)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}
