import * as z from 'zod/mini';
import { askServer } from '../places/http.ts';
import { jsonOf } from '../statement.ts';
import type { GitHubAccess } from '../types.ts';

const LARGEST = 4 * 1024 * 1024;
const metaSchema = z.object({
  domains: z.object({
    artifact_attestations: z.object({ trust_domain: z.string().check(z.regex(/^[a-z0-9-]*$/)) }),
  }),
});

/** By which name GitHub's authorities for this server are kept; null for those of github.com. @throws ProofError */
export async function trustDomainOf({ serverUrl, apiUrl, token }: GitHubAccess): Promise<string | null> {
  if (!new URL(serverUrl).hostname.endsWith('.ghe.com')) return null;
  const { bytes } = await askServer({
    url: new URL(`${apiUrl.replace(/\/$/, '')}/meta`),
    headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    limit: LARGEST,
    secrets: [token],
    who: 'GitHub',
  });
  const domain = metaSchema.safeParse(jsonOf(bytes)).data?.domains.artifact_attestations.trust_domain ?? '';
  return domain === '' ? null : domain;
}
