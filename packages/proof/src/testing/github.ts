import type { ServerResponse } from 'node:http';
import { Loopback } from '@glidepath/images/testing';
import { compress } from 'snappyjs';
import * as z from 'zod/mini';
import { readStatement } from '../statement.ts';
import type { GitHubAccess } from '../types.ts';

const postedSchema = z.object({
  bundle: z.looseObject({ dsseEnvelope: z.looseObject({ payload: z.string() }) }),
});

/** GitHub's attestations on loopback. It ends with the test. */
export class TestGitHub {
  /** By repository and digest. */
  readonly attestations = new Map<string, object[]>();
  /** What to answer instead, for each kind of question. */
  readonly refuses: { read: number | null; write: number | null } = { read: null, write: null };
  /** Whether bundles stand elsewhere, packed, as they do at GitHub. */
  packs = false;
  pageSize = 30;
  #loopback: Loopback | null = null;

  static async start(): Promise<TestGitHub> {
    const github = new TestGitHub();
    github.#loopback = await Loopback.start(({ method, path, query, body }, response) => {
      if (path.startsWith('/packed/')) github.#packed(path, response);
      else if (method === 'POST') github.#post(path, body, response);
      else github.#get(path, query, response);
    });
    return github;
  }

  get access(): GitHubAccess {
    return {
      token: 'github-token',
      apiUrl: this.#origin,
      serverUrl: 'https://github.com',
      repository: 'acme/checkout',
    };
  }

  /** As `POST /repos/acme/checkout/attestations`. */
  get lines(): readonly string[] {
    return this.#loopback?.lines ?? [];
  }

  get #origin(): string {
    return `http://${this.#loopback?.host ?? ''}`;
  }

  #post(path: string, body: Buffer, response: ServerResponse): void {
    if (this.refuses.write !== null) {
      send(response, this.refuses.write, { message: 'Resource not accessible by integration' });
      return;
    }
    const { bundle } = postedSchema.parse(JSON.parse(body.toString('utf8')));
    const statement = readStatement(Buffer.from(bundle.dsseEnvelope.payload, 'base64'));
    for (const subject of statement?.subjects ?? []) this.put(`${path}/${subject}`, bundle);
    send(response, 201, { id: 1 });
  }

  /** @param path /repos/acme/checkout/attestations/sha256:… */
  put(path: string, bundle: object): void {
    this.attestations.set(path, [...(this.attestations.get(path) ?? []), bundle]);
  }

  #get(path: string, query: URLSearchParams, response: ServerResponse): void {
    if (this.refuses.read !== null) {
      send(response, this.refuses.read, { message: 'Resource not accessible by integration' });
      return;
    }
    const all = this.attestations.get(path) ?? [];
    const page = Number(query.get('page') ?? 0);
    const from = page * this.pageSize;
    if (from + this.pageSize < all.length)
      response.setHeader('link', `<${this.#origin}${path}?page=${page + 1}>; rel="next"`);
    const attestations = all
      .slice(from, from + this.pageSize)
      .map((bundle, index) =>
        this.packs
          ? { bundle: null, bundle_url: `${this.#origin}/packed${path}/${from + index}?sig=secret` }
          : { bundle },
      );
    send(response, 200, { attestations });
  }

  #packed(path: string, response: ServerResponse): void {
    const [, of = '', index = ''] = /^\/packed(.*)\/(\d+)$/.exec(path) ?? [];
    const bundle = this.attestations.get(of)?.[Number(index)];
    response.writeHead(200).end(compress(Buffer.from(JSON.stringify(bundle))));
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
