import { digest, type Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { digestOf } from '../sha256.ts';
import { DOCKER_INDEX, isManifestType, OCI_INDEX, type ManifestType } from './media-types.ts';

/** Annotations by their names. */
export type Annotations = Readonly<Record<string, string>>;

/** What names a piece of content: where its bytes are not the point. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes, as it is stored. */
  readonly size: number;
  readonly annotations: Annotations;
  readonly artifactType: string | null;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | null;
}

export interface IndexEntry extends Descriptor {
  readonly platform: Platform | null;
}

/** A manifest as it stands in a registry. Its digest has been checked against its bytes. */
export type Manifest = ImageManifest | ImageIndex;

interface Stored {
  readonly mediaType: ManifestType;
  readonly digest: Digest;
  readonly bytes: Buffer;
  readonly annotations: Annotations;
  readonly artifactType: string | null;
  /** What it is about: an image that it signs or proves. */
  readonly subject: Descriptor | null;
}

/** One image, or one artifact. */
export interface ImageManifest extends Stored {
  readonly kind: 'image';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** One image for several platforms. */
export interface ImageIndex extends Stored {
  readonly kind: 'index';
  readonly manifests: readonly IndexEntry[];
}

const MOST_ENTRIES = 10_000;

const digestSchema = z.pipe(
  z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  z.transform((text: string): Digest => digest(text)),
);
const annotationsSchema = z.nullish(z.record(z.string(), z.string()));
const descriptorShape = {
  mediaType: z.string(),
  digest: digestSchema,
  size: z.int().check(z.nonnegative()),
  annotations: annotationsSchema,
  artifactType: z.optional(z.string()),
};
const descriptorSchema = z.object(descriptorShape);
const entrySchema = z.object({
  ...descriptorShape,
  platform: z.optional(
    z.object({ os: z.string(), architecture: z.string(), variant: z.optional(z.string()) }),
  ),
});
const sharedShape = {
  schemaVersion: z.literal(2),
  mediaType: z.optional(z.string()),
  annotations: annotationsSchema,
  artifactType: z.optional(z.string()),
  subject: z.optional(descriptorSchema),
};
const imageSchema = z.object({
  ...sharedShape,
  config: descriptorSchema,
  layers: z.array(descriptorSchema).check(z.maxLength(MOST_ENTRIES)),
  manifests: z.optional(z.never()),
});
const indexSchema = z.object({
  ...sharedShape,
  manifests: z.array(entrySchema).check(z.maxLength(MOST_ENTRIES)),
  // Content that could be read as both would mean one thing to us and another to somebody else.
  config: z.optional(z.never()),
  layers: z.optional(z.never()),
});

/**
 * @param type of the answer's header Content-Type; null where there is none
 * @param place as a message names it
 * @throws RegistryError `broken`
 */
export function parseManifest(bytes: Buffer, type: string | null, place: string): Manifest {
  const json = parseJson(bytes, place);
  const mediaType = typeOf(json, type, place);
  const isIndex = mediaType === OCI_INDEX || mediaType === DOCKER_INDEX;
  return isIndex ? readIndex(json, mediaType, bytes, place) : readImage(json, mediaType, bytes, place);
}

function readImage(json: unknown, mediaType: ManifestType, bytes: Buffer, place: string): ImageManifest {
  const { success, data, error } = imageSchema.safeParse(json);
  if (!success) throw broken(place, reasonOf(error));
  const { config, layers } = data;
  return {
    kind: 'image',
    ...stored(data, mediaType, bytes),
    config: toDescriptor(config),
    layers: layers.map(toDescriptor),
  };
}

function readIndex(json: unknown, mediaType: ManifestType, bytes: Buffer, place: string): ImageIndex {
  const { success, data, error } = indexSchema.safeParse(json);
  if (!success) throw broken(place, reasonOf(error));
  const manifests = data.manifests.map((entry) => ({
    ...toDescriptor(entry),
    platform:
      entry.platform === undefined ? null : { ...entry.platform, variant: named(entry.platform.variant) },
  }));
  return { kind: 'index', ...stored(data, mediaType, bytes), manifests };
}

function stored(
  data: Pick<z.output<typeof imageSchema>, 'annotations' | 'artifactType' | 'subject'>,
  mediaType: ManifestType,
  bytes: Buffer,
): Stored {
  return {
    mediaType,
    digest: digestOf(bytes),
    bytes,
    annotations: data.annotations ?? {},
    artifactType: named(data.artifactType),
    subject: data.subject === undefined ? null : toDescriptor(data.subject),
  };
}

function toDescriptor(found: z.output<typeof descriptorSchema>): Descriptor {
  const { mediaType, digest, size, annotations, artifactType } = found;
  return {
    mediaType,
    digest,
    size,
    annotations: annotations ?? {},
    artifactType: named(artifactType),
  };
}

/** Some writers leave out what they don't know, others write nothing into it. */
function named(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

const typedSchema = z.object({ mediaType: z.optional(z.string()), schemaVersion: z.optional(z.number()) });

/** By the content itself where it tells, and never against what the header says. */
function typeOf(json: unknown, header: string | null, place: string): ManifestType {
  const parsed = typedSchema.safeParse(json);
  const inside = parsed.data?.mediaType;
  const outside = header?.split(';')[0]?.trim() ?? '';
  if (parsed.data?.schemaVersion === 1)
    throw broken(
      place,
      'is of the schema 1, which Docker gave up',
      'build the image anew with a builder of today',
    );
  if (inside !== undefined && isManifestType(outside) && inside !== outside)
    throw broken(place, `says that it is ${shown(inside)} and was sent as ${outside}`);
  const type = inside ?? outside;
  if (isManifestType(type)) return type;
  throw broken(place, type === '' ? 'does not say what it is' : `is of the type ${shown(type)}`);
}

function parseJson(bytes: Buffer, place: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw broken(place, 'is no JSON');
  }
}

function reasonOf(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  return `is not as the OCI's specification has it at ${issue === undefined ? 'its root' : shown(issue.path.join('.') || 'its root')}`;
}

function broken(
  place: string,
  what: string,
  mend = 'check that it is an image or an artifact of the OCI',
): RegistryError {
  return new RegistryError('broken', `the manifest of ${place} ${what}`, mend);
}
