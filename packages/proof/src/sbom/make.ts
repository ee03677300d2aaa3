import { readFile, stat } from 'node:fs/promises';
import {
  inFolder,
  isAttestation,
  loginFolder,
  parseReference,
  pinned,
  Repository,
  shown,
  type RegistryAccess,
  type RepositoryName,
  type Workplace,
} from '@glidepath/images';
import type { Digest } from '@glidepath/model';
import { ProofError } from '../proof-error.ts';
import type { SbomDocument, SbomPart, Subject } from '../types.ts';
import { LARGEST_SBOM, readSbom } from './document.ts';
import { scan, type SbomTool } from './scan.ts';

/** How an SBOM comes about. */
export type SbomSource =
  | {
      readonly kind: 'tool';
      readonly tool: SbomTool;
      /** A folder or a file, absolute, where what is proven is no image; null: the image in its registry. */
      readonly path: string | null;
    }
  /** A document that is there, at an absolute path. */
  | { readonly kind: 'file'; readonly path: string };

/** @throws ProofError `tool`, `invalid`; RegistryError */
export async function makeSbom(
  source: SbomSource,
  subject: Subject,
  registry: RegistryAccess,
  workplace: Workplace,
): Promise<SbomDocument> {
  if (source.kind === 'file') {
    const { format, document } = readSbom(await readGiven(source.path), source.path);
    return { format, from: source.path, parts: [{ document, of: null }] };
  }
  const { tool, path } = source;
  return inFolder(async (folder) => {
    if (path !== null) {
      const kind = (await stat(path)).isDirectory() ? 'folder' : 'file';
      const { format, document } = await scan(tool, { kind, path }, workplace, folder);
      return { format, from: tool, parts: [{ document, of: null }] };
    }
    return scanImage(tool, subject, registry, workplace, folder);
  });
}

/** Each platform by its own digest: a tool would take one of them, and not say which. */
async function scanImage(
  tool: SbomTool,
  { repository, digest }: Subject,
  registry: RegistryAccess,
  workplace: Workplace,
  folder: string,
): Promise<SbomDocument> {
  const name = parseReference(repository);
  const env = await loggedIn(name, registry, workplace, folder);
  const isPlainHttp = registry.plainHttp.includes(name.registry);
  const parts: SbomPart[] = [];
  let format: SbomDocument['format'] = 'spdx';
  for (const of of await platformsOf(new Repository(name, registry), digest)) {
    const image = { kind: 'image', reference: pinned(name, of ?? digest), isPlainHttp } as const;
    const read = await scan(tool, image, { ...workplace, env }, folder);
    format = read.format;
    parts.push({ document: read.document, of });
  }
  return { format, from: tool, parts };
}

/** Null: the subject is the only one itself. */
async function platformsOf(repository: Repository, digest: Digest): Promise<readonly (Digest | null)[]> {
  const manifest = await repository.manifest(digest);
  if (manifest.kind === 'image') return [null];
  return manifest.manifests.filter((entry) => !isAttestation(entry)).map((entry) => entry.digest);
}

/** The tools know the files of Docker; what we were given in variables they would not know. */
async function loggedIn(
  name: RepositoryName,
  registry: RegistryAccess,
  { env }: Workplace,
  folder: string,
): Promise<Workplace['env']> {
  const login = await registry.login(name);
  return login?.kind === 'basic' ? loginFolder(folder, name.registry, login, env) : env;
}

async function readGiven(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= 2 * LARGEST_SBOM) return await readFile(path);
  } catch {
    throw new ProofError(
      'invalid',
      `the SBOM ${shown(path)} can't be read`,
      'check its path, and that the build has written it',
    );
  }
  throw new ProofError(
    'invalid',
    `the SBOM ${shown(path)} is too large`,
    'leave the list of single files out',
  );
}
