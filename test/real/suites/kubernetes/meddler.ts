import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Place } from './place.ts';
import { kubeconfig } from './kubeconfig.ts';

/** A write that came through the meddler, and how it was answered. */
export interface Write {
  /** Such as `PATCH deployments`. */
  readonly what: string;
  /** It names the version of the object that it was thought of for. */
  readonly isVersioned: boolean;
  readonly code: number;
}

/**
 * Stands before the API server as a second writer who is always faster: just before a write it changes the object itself.
 * The write after a write of the same object that was disturbed is let through, for else nobody would ever get anywhere.
 */
export class Meddler implements AsyncDisposable {
  readonly writes: Write[] = [];
  readonly #cluster: Place;
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #disturbed = new Set<string>();
  #count = 0;

  private constructor(cluster: Place) {
    this.#cluster = cluster;
    this.#agent = new Agent({ connect: { ca: cluster.access().certificate }, bodyTimeout: 0 });
    this.#server = createServer((question, answer) => {
      this.#handle(question, answer).catch(() => answer.destroy());
    });
  }

  static async start(cluster: Place): Promise<Meddler> {
    const meddler = new Meddler(cluster);
    meddler.#server.listen(0, '127.0.0.1');
    await once(meddler.#server, 'listening');
    return meddler;
  }

  /** A file by which a client comes to the meddler. */
  kubeconfig(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the meddler listens nowhere');
    const file = join(this.#cluster.folder, `meddler-${address.port}`);
    const access = { ...this.#cluster.access(), url: `http://127.0.0.1:${address.port}`, certificate: null };
    writeFileSync(file, kubeconfig(access), { mode: 0o600 });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await this.#agent.destroy();
  }

  async #handle(question: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of question) if (chunk instanceof Buffer) chunks.push(chunk);
    const [body, path, method] = [Buffer.concat(chunks), question.url ?? '/', question.method ?? 'GET'];
    const isWrite = method !== 'GET';
    if (isWrite) await this.#meddle(path);
    const gone = new AbortController();
    answer.once('close', () => gone.abort());
    const { host: _, connection: __, ...headers } = question.headers;
    const told = await request(`${this.#cluster.url}${path}`, {
      method,
      dispatcher: this.#agent,
      headers,
      body: body.length === 0 ? null : body,
      signal: gone.signal,
    });
    if (isWrite)
      this.writes.push({
        what: `${method} ${kindIn(path)}`,
        isVersioned: /"(resourceVersion|uid)":|"path":"\/metadata\/resourceVersion"/.test(body.toString()),
        code: told.statusCode,
      });
    const type = told.headers['content-type'];
    answer.writeHead(told.statusCode, typeof type === 'string' ? { 'content-type': type } : {});
    answer.flushHeaders();
    await pipeline(told.body, answer);
  }

  async #meddle(path: string): Promise<void> {
    const object = path.replace(/\?.*/, '').replace(/\/status$/, '');
    if (this.#disturbed.delete(object)) return;
    this.#disturbed.add(object);
    const patch = { metadata: { annotations: { meddled: String((this.#count += 1)) } } };
    // What is only about to be made can't be changed before.
    await this.#cluster.api
      .request('PATCH', object, patch, 'application/merge-patch+json')
      .catch(() => this.#disturbed.delete(object));
  }
}

/** As in `deployments` or `rollouts/status`. */
function kindIn(path: string): string {
  const [, kind = '', part] = /\/namespaces\/[^/]+\/([^/?]+)(?:\/[^/?]+)?(\/[^/?]+)?/.exec(path) ?? [];
  return kind + (part ?? '');
}
