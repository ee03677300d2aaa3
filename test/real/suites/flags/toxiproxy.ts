import * as z from 'zod/mini';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { ToxiproxyPart } from '../../parts/toxiproxy.ts';

export type Toxic =
  /** Every piece of data comes that much later. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** Nothing comes any more; the connection is closed after that time, or never where it is 0. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** The connection is reset after that time. */
  | { readonly kind: 'reset'; readonly afterMs: number };

/** What is sent by the server to the client is downstream. */
export type Stream = 'downstream' | 'upstream';

const proxySchema = z.object({ listen: z.string(), enabled: z.boolean() });
const toxicSchema = z.object({ name: z.string() });

/** A Toxiproxy by itself, on loopback. */
export class Toxiproxy {
  readonly #api: string;
  readonly #running: Running;
  #count = 0;

  private constructor(api: string, running: Running) {
    this.#api = api;
    this.#running = running;
  }

  static async start({ server }: ToxiproxyPart): Promise<Toxiproxy> {
    const port = await freePort();
    const running = new Running(server, ['-host', '127.0.0.1', '-port', String(port)], {
      cwd: '/',
      env: {},
    });
    const toxiproxy = new Toxiproxy(`http://127.0.0.1:${port}`, running);
    await until('Toxiproxy to answer', async () => {
      if (!running.isRunning) throw new Error(`Toxiproxy ended: ${running.stdout}${running.stderr}`);
      return (await fetch(`${toxiproxy.#api}/version`).catch(() => null))?.ok;
    });
    return toxiproxy;
  }

  /** A way to this port of loopback, on a free one. */
  async wayTo(port: number): Promise<Way> {
    this.#count += 1;
    const name = `way${this.#count}`;
    const made = await this.#ask('/proxies', {
      name,
      listen: '127.0.0.1:0',
      upstream: `127.0.0.1:${port}`,
      enabled: true,
    });
    const { listen } = z.parse(proxySchema, made);
    return new Way(async (path, body) => this.#ask(`/proxies/${name}${path}`, body), `http://${listen}`);
  }

  async stop(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
  }

  async #ask(path: string, body: object | 'remove'): Promise<unknown> {
    const remove = body === 'remove';
    const answer = await fetch(`${this.#api}${path}`, {
      method: remove ? 'DELETE' : 'POST',
      ...(remove ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Toxiproxy refused ${path}: ${text}`);
    return remove ? null : JSON.parse(text);
  }
}

/** One address that leads to a server, well or badly. */
export class Way {
  readonly url: string;
  readonly #ask: (path: string, body: object | 'remove') => Promise<unknown>;

  constructor(ask: (path: string, body: object | 'remove') => Promise<unknown>, url: string) {
    this.#ask = ask;
    this.url = url;
  }

  /** Gives what takes it away again. Connections that are there already are affected too. */
  async add(toxic: Toxic, stream: Stream = 'downstream'): Promise<() => Promise<void>> {
    const made = await this.#ask('/toxics', { ...described(toxic), stream, toxicity: 1 });
    const { name } = z.parse(toxicSchema, made);
    return async () => {
      await this.#ask(`/toxics/${name}`, 'remove');
    };
  }

  /** Cuts every connection and refuses new ones. */
  async cut(): Promise<void> {
    await this.#enable(false);
  }

  async mend(): Promise<void> {
    await this.#enable(true);
  }

  async #enable(enabled: boolean): Promise<void> {
    const after = z.parse(proxySchema, await this.#ask('', { enabled }));
    if (after.enabled !== enabled) throw new Error(`Toxiproxy left ${this.url} as it was`);
  }
}

function described(toxic: Toxic): object {
  switch (toxic.kind) {
    case 'latency':
      return { type: 'latency', attributes: { latency: toxic.ms, jitter: toxic.jitterMs ?? 0 } };
    case 'timeout':
      return { type: 'timeout', attributes: { timeout: toxic.ms } };
    case 'reset':
      return { type: 'reset_peer', attributes: { timeout: toxic.afterMs } };
  }
}
