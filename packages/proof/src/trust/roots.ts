import { readFile } from 'node:fs/promises';
import { shown } from '@glidepath/images';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { ProofError } from '../proof-error.ts';
import type { GitHubAccess, Trust } from '../types.ts';
import { GITHUB_MIRROR, PUBLIC_GOOD_MIRROR, fetchTarget } from './tuf.ts';
import { trustDomainOf } from './trust-domain.ts';

/**
 * Whom to believe: out of the file, or from Sigstore and GitHub.
 * @throws ProofError `invalid` for the file, `unreachable` where nobody answers
 */
export async function trustedRoots(
  { rootFile, cache }: Trust,
  github: GitHubAccess | null,
): Promise<readonly TrustedRoot[]> {
  if (rootFile !== null) return readRoots(rootFile);
  const domain = github === null ? null : await trustDomainOf(github);
  const name = domain === null ? 'trusted_root.json' : `${domain}.trusted_root.json`;
  const texts = [
    ...(domain === null ? [await fetchTarget(PUBLIC_GOOD_MIRROR, 'trusted_root.json', cache)] : []),
    await fetchTarget(GITHUB_MIRROR, name, cache),
  ];
  return texts.map((text) => parseRoot(text, 'what TUF has fetched'));
}

/** One document, or one in each line, as `gh attestation trusted-root` writes them. */
async function readRoots(path: string): Promise<readonly TrustedRoot[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new ProofError(
      'invalid',
      `the trusted root ${shown(path)} can't be read`,
      'check its path: gh attestation trusted-root writes one',
    );
  }
  const place = `the trusted root ${shown(path)}`;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isLines =
    lines.length > 1 && lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}'));
  return isLines ? lines.map((line) => parseRoot(line, place)) : [parseRoot(text, place)];
}

function parseRoot(text: string, place: string): TrustedRoot {
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(text));
    if (root.certificateAuthorities.length > 0) return root;
  } catch {
    // Said below: what the parser says helps nobody.
  }
  throw new ProofError(
    'invalid',
    `${place} names no authority for certificates`,
    'give a trusted_root.json of Sigstore: gh attestation trusted-root writes one',
  );
}
