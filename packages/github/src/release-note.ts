import type { Result } from '@glidepath/conductor';
import { dateText } from '@glidepath/report/figures';
import { plain } from '@glidepath/report/markdown';
import * as z from 'zod/mini';
import { orNull, read } from './answers.ts';
import type { GitHub } from './client.ts';
import { hidden, link, LONGEST_BODY } from './markdown.ts';

const GET = 'GET /repos/{owner}/{repo}/releases/tags/{tag}';
const CHANGE = 'PATCH /repos/{owner}/{repo}/releases/{release_id}';
const releaseSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.optional(z.nullable(z.string())),
});

/** What became of the line. `no-release`: nothing has the release's name as its tag. */
export type ReleaseNote =
  { readonly kind: 'written' | 'there' | 'no-room'; readonly url: string } | { readonly kind: 'no-release' };

/**
 * Adds a line to the notes of the GitHub release that has this release's name as its tag: once for each environment and
 * digest. One or two calls.
 * @throws GitHubError
 */
export async function noteRelease(
  github: GitHub,
  { service, environment, release, endedAt }: Pick<Result, 'service' | 'environment' | 'release' | 'endedAt'>,
  runUrl: string | null,
): Promise<ReleaseNote> {
  const found = await orNull(read(github, releaseSchema, GET, { tag: release.name }));
  if (found === null) return { kind: 'no-release' };
  const before = found.body ?? '';
  const marker = hidden(`live ${service}/${environment}/${release.digest}`);
  if (before.includes(marker)) return { kind: 'there', url: found.html_url };
  const at = dateText(Date.parse(endedAt));
  const run = runUrl === null ? '' : ` (${link('run', runUrl)})`;
  const line = `${marker}${plain(service)} is live in ${plain(environment)} since ${at}${run}.`;
  const body = before === '' ? line : `${before.trimEnd()}\n\n${line}`;
  if (body.length > LONGEST_BODY) return { kind: 'no-room', url: found.html_url };
  await github.request(CHANGE, { release_id: found.id, body });
  return { kind: 'written', url: found.html_url };
}
