import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '@glidepath/images';
import { initTUF, TUFError } from '@sigstore/tuf';
import { canonicalize } from '@tufjs/canonical-json';
import { askServer } from '../places/http.ts';
import { ProofError } from '../proof-error.ts';
import { jsonOf } from '../statement.ts';
import * as z from 'zod/mini';

/** A repository of TUF: signed files that tell whom to believe. */
export interface Mirror {
  readonly url: string;
  /** Null: the library brings its first root along. */
  readonly first: FirstRoot | null;
}

/** The root that everything else follows from, by what of it is signed. */
interface FirstRoot {
  readonly version: number;
  /** SHA-256 of `signed` as canonical JSON, in hexadecimal digits. */
  readonly digest: string;
}

export const PUBLIC_GOOD_MIRROR: Mirror = { url: 'https://tuf-repo-cdn.sigstore.dev', first: null };
export const GITHUB_MIRROR: Mirror = {
  url: 'https://tuf-repo.github.com',
  first: { version: 3, digest: 'c776688864e787dcf9f76f9b51d7aa0108f1c50217bebbf0f5d117fb2fe986a5' },
};

const LARGEST_ROOT = 512_000;
const TIMEOUT_MS = 20_000;
const rootSchema = z.looseObject({ signed: z.looseObject({ version: z.number() }) });

/** What stands under a name, by the newest signatures. @throws ProofError */
export async function fetchTarget(mirror: Mirror, name: string, cache: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  const rootPath = mirror.first === null ? null : await fetchFirstRoot(mirror.url, mirror.first, cache);
  try {
    const tuf = await initTUF({
      mirrorURL: mirror.url,
      cachePath: cache,
      retry: 2,
      timeout: TIMEOUT_MS,
      ...(rootPath === null ? {} : { rootPath }),
    });
    return await tuf.getTarget(name);
  } catch (error) {
    throw failed(mirror, error);
  }
}

/** Into a file, as the library wants it. Its signatures are verified there. */
async function fetchFirstRoot(
  mirror: string,
  { version, digest }: FirstRoot,
  cache: string,
): Promise<string> {
  const path = join(cache, `${digest}.root.json`);
  const { status, bytes } = await askServer({
    url: new URL(`${mirror}/${version}.root.json`),
    headers: {},
    limit: LARGEST_ROOT,
    secrets: [],
    who: `${new URL(mirror).host}, asked whom to believe,`,
  });
  const root = rootSchema.safeParse(jsonOf(bytes));
  if (status !== 200 || !root.success)
    throw new ProofError('unreachable', `${mirror} answers ${status} in place of its root`, OFFLINE);
  const found = createHash('sha256').update(canonicalize(root.data.signed)).digest('hex');
  if (found !== digest)
    throw new ProofError(
      'broken',
      `${mirror} has another first root than the one that is known`,
      'do not use it: somebody stands between, or this version is too old',
    );
  await writeFile(path, bytes);
  return path;
}

const OFFLINE = 'let the job reach it, or give a trusted_root.json: gh attestation trusted-root writes one';

function failed({ url }: Mirror, error: unknown): ProofError {
  if (error instanceof ProofError) return error;
  const cause = error instanceof TUFError && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ProofError(
    'unreachable',
    `whom to believe can't be learnt from ${url} (${shown(said)})`,
    OFFLINE,
  );
}
