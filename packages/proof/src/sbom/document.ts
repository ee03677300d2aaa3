import { shown } from '@glidepath/images';
import type { Json } from '@glidepath/model';
import * as z from 'zod/mini';
import { ProofError } from '../proof-error.ts';
import { jsonOf } from '../statement.ts';
import type { SbomDocument } from '../types.ts';

/** In bytes: what GitHub's attestations take of a statement. */
export const LARGEST_SBOM = 16 * 1024 * 1024;

export interface ReadSbom {
  readonly format: SbomDocument['format'];
  readonly document: Json;
}

const spdxSchema = z.object({
  spdxVersion: z.string().check(z.regex(/^SPDX-2\.[23]$/)),
  SPDXID: z.literal('SPDXRef-DOCUMENT'),
  name: z.string(),
  documentNamespace: z.string(),
  creationInfo: z.object({ created: z.string(), creators: z.array(z.string()) }),
});
const cyclonedxSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string().check(z.regex(/^1\.\d+$/)),
});
const kindSchema = z.object({
  spdxVersion: z.optional(z.unknown()),
  bomFormat: z.optional(z.unknown()),
  '@context': z.optional(z.unknown()),
});

/** @param place as a message names it. @throws ProofError `invalid` with what of it is wrong */
export function readSbom(bytes: Uint8Array, place: string): ReadSbom {
  if (bytes.length > LARGEST_SBOM)
    throw wrong(
      place,
      `has ${bytes.length} bytes, and ${LARGEST_SBOM} are taken`,
      'leave the list of single files out',
    );
  const document = z.json().safeParse(jsonOf(bytes)).data;
  const kind = kindSchema.safeParse(document).data;
  if (document === undefined || kind === undefined) throw wrong(place, 'is no JSON object', WRITE);
  if (kind.spdxVersion !== undefined)
    return { format: 'spdx', document: checked(spdxSchema, document, place, 'SPDX 2.2 or 2.3') };
  if (kind.bomFormat !== undefined)
    return { format: 'cyclonedx', document: checked(cyclonedxSchema, document, place, 'CycloneDX 1.x') };
  if (kind['@context'] !== undefined) throw wrong(place, 'is of SPDX 3', WRITE);
  throw wrong(place, 'is neither of SPDX nor of CycloneDX', WRITE);
}

const WRITE = 'write it as JSON of SPDX 2.3 or CycloneDX';

function checked(schema: z.ZodMiniType, document: Json, place: string, format: string): Json {
  const { error } = schema.safeParse(document);
  if (error === undefined) return document;
  const at = error.issues[0]?.path.join('.') ?? '';
  throw wrong(place, `is not as ${format} has it at ${shown(at === '' ? 'its root' : at)}`, WRITE);
}

function wrong(place: string, what: string, mend: string): ProofError {
  return new ProofError('invalid', `the SBOM ${shown(place)} ${what}`, mend);
}
