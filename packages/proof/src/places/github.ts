import { shown } from '@glidepath/images';
import type { Digest } from '@glidepath/model';
import { uncompress } from 'snappyjs';
import * as z from 'zod/mini';
import { ProofError } from '../proof-error.ts';
import { jsonOf } from '../statement.ts';
import type { GitHubAccess } from '../types.ts';
import { askServer, type ServerAnswer } from './http.ts';
import { LARGEST_BUNDLE, MOST_BUNDLES, type Place, type Published } from './place.ts';

const PAGE_SIZE = 30;
const LARGEST_PAGE = 4 * LARGEST_BUNDLE;

const pageSchema = z.object({
  attestations: z.array(z.object({ bundle: z.optional(z.unknown()), bundle_url: z.nullish(z.string()) })),
});
const errorSchema = z.object({ message: z.string() });

/** GitHub's attestations of a repository. */
export class GitHubPlace implements Place {
  readonly name = 'github';
  readonly #access: GitHubAccess;

  constructor(access: GitHubAccess) {
    this.#access = access;
  }

  async *bundles(subject: Digest): AsyncIterable<unknown> {
    let count = 0;
    let next: URL | null = this.#url(`attestations/${subject}?per_page=${PAGE_SIZE}`);
    while (next !== null) {
      const answer: ServerAnswer = await this.#ask(next);
      // So it says too that there are none.
      if (answer.status === 404) return;
      if (answer.status !== 200) throw this.#refused(answer, 'attestations: read', 'list');
      const page = pageSchema.safeParse(jsonOf(answer.bytes));
      if (!page.success) throw this.#broken('a list of attestations that is none');
      for (const { bundle, bundle_url: url } of page.data.attestations) {
        if (++count > MOST_BUNDLES)
          throw this.#broken(`more than ${MOST_BUNDLES} attestations of ${subject}`);
        yield typeof url === 'string' && url !== '' ? await this.#fetchBundle(url) : bundle;
      }
      next = answer.next;
    }
  }

  async publish(_subject: Digest, { json }: Published): Promise<void> {
    const answer = await this.#ask(this.#url('attestations'), JSON.stringify({ bundle: json }));
    if (answer.status !== 201 && answer.status !== 200)
      throw this.#refused(answer, 'attestations: write', 'store');
  }

  async #ask(url: URL, body?: string): Promise<ServerAnswer> {
    const { token } = this.#access;
    return askServer({
      url,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      limit: LARGEST_PAGE,
      secrets: [token],
      who: 'GitHub',
    });
  }

  /** The large ones stand in a store of their own, packed. Its address is a secret: it has the right in it. */
  async #fetchBundle(address: string): Promise<unknown> {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || (url.protocol !== 'https:' && url.origin !== new URL(this.#access.apiUrl).origin))
      throw this.#broken('an attestation at an address that is not https');
    const { status, bytes } = await askServer({
      url,
      headers: {},
      limit: LARGEST_BUNDLE,
      secrets: [url.search, ...url.searchParams.values()],
      who: "GitHub's store of attestations",
    });
    if (status !== 200)
      throw new ProofError(
        'unreachable',
        `GitHub's store of attestations answers ${status} at ${shown(url.host)}`,
        'try again',
      );
    try {
      return jsonOf(uncompress(bytes, LARGEST_BUNDLE));
    } catch {
      throw this.#broken('an attestation that is not packed with Snappy');
    }
  }

  #url(path: string): URL {
    const { apiUrl, repository } = this.#access;
    return new URL(`${apiUrl.replace(/\/$/, '')}/repos/${repository}/${path}`);
  }

  #refused({ status, bytes }: ServerAnswer, right: string, verb: string): ProofError {
    const { repository, token } = this.#access;
    const said = errorSchema.safeParse(jsonOf(bytes)).data?.message ?? '';
    const quote = said === '' ? '' : `: ${shown(said, [token])}`;
    const what = `GitHub does not ${verb} attestations of ${repository} (${status}${quote})`;
    if (status >= 500 || status === 429) return new ProofError('unreachable', what, 'try again later');
    if (status >= 300 && status < 400)
      return new ProofError('refused', what, 'name the repository as it is called now');
    return new ProofError(
      'refused',
      what,
      status === 401
        ? 'give a token that is still valid'
        : `give the job \`permissions: { ${right} }\`; private repositories need a plan that has attestations`,
    );
  }

  #broken(what: string): ProofError {
    return new ProofError(
      'broken',
      `GitHub has sent ${what} for ${this.#access.repository}`,
      'try again, and check who answers at the address of the API',
    );
  }
}
