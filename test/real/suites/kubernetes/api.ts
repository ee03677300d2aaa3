import { Agent, fetch, type Dispatcher } from 'undici';
import * as z from 'zod/mini';
import type { Access } from './kubeconfig.ts';

/** An object as an API server tells it: no client library's idea of its kind between. */
export const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.optional(z.string()) }),
});
export type KubernetesObject = z.infer<typeof kubernetesObject>;

const resources = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

/** The API server's answer that it did not do it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(what: string, status: number, answer: string) {
    super(`${what} was answered with ${status}: ${answer}`);
    this.status = status;
  }
}

/** Plain requests to an API server. Objects come and go as they are: nothing is dropped, nothing is defaulted. */
export class Api {
  readonly #url: string;
  readonly #agent: Dispatcher;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #resources = new Map<string, z.infer<typeof resources>['resources']>();

  constructor(url: string, agent: Dispatcher, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#agent = agent;
    this.#headers = headers;
  }

  /** By a token, to a server with this certificate, or one below it. */
  static of({ url, certificate, token }: Omit<Access, 'name'>): Api {
    return new Api(url, new Agent({ connect: { ca: certificate } }), { authorization: `Bearer ${token}` });
  }

  /**
   * Server-side apply, which takes over what others hold.
   * @throws Refused
   */
  async apply(object: KubernetesObject): Promise<KubernetesObject> {
    const path = await this.pathOf(object);
    return this.#object(
      'PATCH',
      `${path}?fieldManager=test&force=true`,
      object,
      'application/apply-patch+yaml',
    );
  }

  /** @throws Refused also where it is there already */
  async create(object: KubernetesObject): Promise<KubernetesObject> {
    const path = await this.pathOf(object);
    return this.#object('POST', path.slice(0, path.lastIndexOf('/')), object);
  }

  /**
   * Changes a part of the status, as a controller does.
   * @throws Refused
   */
  async setStatus(object: KubernetesObject, status: unknown): Promise<KubernetesObject> {
    const path = await this.pathOf(object);
    return this.#object(
      'PATCH',
      `${path}/status?fieldManager=controller`,
      { status },
      'application/merge-patch+json',
    );
  }

  /** @throws Refused */
  async mergePatch(object: KubernetesObject, patch: unknown): Promise<KubernetesObject> {
    return this.#object('PATCH', await this.pathOf(object), patch, 'application/merge-patch+json');
  }

  /** @throws Refused */
  async read(object: KubernetesObject): Promise<KubernetesObject> {
    return this.#object('GET', await this.pathOf(object));
  }

  /** Deletes it, and what it owns after it. @throws Refused */
  async remove(object: KubernetesObject): Promise<void> {
    await this.request('DELETE', `${await this.pathOf(object)}?propagationPolicy=Background`);
  }

  /** Ready for all kinds of requests; nobody needs a right to ask. */
  async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.#url}/readyz`, { dispatcher: this.#agent }).catch(() => null);
    return answer?.ok === true;
  }

  /** @throws Refused */
  async request(method: string, path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: { ...this.#headers, 'content-type': type },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Refused(`${method} ${path}`, answer.status, text);
    return JSON.parse(text);
  }

  /** The object's place on the server, found by what the server says of its kind. */
  async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const of = (all: z.infer<typeof resources>['resources'] | undefined) =>
      all?.find((each) => each.kind === kind && !each.name.includes('/'));
    let found = of(this.#resources.get(root));
    if (found === undefined) {
      const all = z.parse(resources, await this.request('GET', root)).resources;
      this.#resources.set(root, all);
      found = of(all);
    }
    if (found === undefined) throw new Error(`the API server has no kind ${kind} in ${apiVersion}`);
    const space = found.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${root}${space}/${found.name}/${metadata.name}`;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #object(method: string, path: string, body?: unknown, type?: string): Promise<KubernetesObject> {
    return z.parse(kubernetesObject, await this.request(method, path, body, type));
  }
}
