import { secretsOf, type Login, type RegistryAccess } from '../access.ts';
import { shown } from '../foreign-text.ts';
import type { RepositoryName } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import { codeOf, drop, exchange, headerOf, type Answer, type Question } from './exchange.ts';
import { patiently } from './patience.ts';
import { isLoopback, mayBePlain } from './plain-http.ts';
import { basic, fetchToken, mendLogin, type Token } from './tokens.ts';

export type Right = 'pull' | 'push';

export interface Ask {
  readonly method: Question['method'];
  /** Below the repository: `manifests/latest`. Or a URL that the registry has given. */
  readonly to: string | URL;
  readonly right: Right;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: Question['payload'];
  /** Whether trouble that may have left half of it done is the caller's to mend. */
  readonly once?: boolean;
}

/** The API of Docker Hub is not at its name. */
const HUB_HOST = 'registry-1.docker.io';
const MOST_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** One repository of a registry, as we are known there. */
export class Connection {
  readonly name: RepositoryName;
  readonly access: RegistryAccess;
  /** With a slash at its end. */
  readonly base: URL;
  #login: Promise<Login | null> | null = null;
  #challenge: Challenge | null = null;
  readonly #tokens = new Map<Right, Token>();
  #secrets: readonly string[] = [];

  constructor(name: RepositoryName, access: RegistryAccess) {
    this.name = name;
    this.access = access;
    const host = name.registry === 'docker.io' ? HUB_HOST : name.registry;
    const plain = isLoopback(host.replace(/:\d+$/, '')) || access.plainHttp.includes(name.registry);
    this.base = new URL(`${plain ? 'http' : 'https'}://${host}/v2/${name.repository}/`);
  }

  /** As a message names it. */
  get place(): string {
    return `${this.name.registry}/${this.name.repository}`;
  }

  /** Somebody else's text as a message may have it. */
  shown(text: string): string {
    return shown(text, this.#secrets);
  }

  /**
   * Asks, logs in where that is wanted, and follows redirects of what is only read.
   * @returns an answer of any status but 401, with its body still to be read or dropped
   * @throws RegistryError where no answer comes, or none that we may have
   */
  async ask(ask: Ask): Promise<Answer> {
    const url = typeof ask.to === 'string' ? new URL(ask.to, this.base) : ask.to;
    const carried = await this.#authorization(ask.right);
    const answer = await this.#send(ask, url, carried);
    if (answer.status !== 401 || answer.url.origin !== this.base.origin) return answer;
    drop(answer);
    // Not logged in so far, or the token has expired before its time: once more with a new one.
    this.#challenge = parseChallenge(headerOf(answer, 'www-authenticate'));
    this.#tokens.delete(ask.right);
    const fresh = await this.#authorization(ask.right);
    if (fresh === null || fresh === carried) throw this.#refused(carried);
    const second = await this.#send(ask, url, fresh);
    if (second.status !== 401) return second;
    drop(second);
    throw this.#refused(fresh);
  }

  /** A URL that the registry has given in an answer. @throws RegistryError where it must not be followed */
  locate(answer: Answer): URL {
    const text = headerOf(answer, 'location') ?? '';
    const url = text !== '' && URL.canParse(text, answer.url.href) ? new URL(text, answer.url) : null;
    if (url === null)
      throw this.#broken(
        `sends us on to "${this.shown(text)}"`,
        'it is no address; ask who runs the registry',
      );
    const plain = answer.url.protocol === 'http:' && mayBePlain(url, this.access.plainHttp);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && plain)) return url;
    throw this.#broken(
      `sends us on to ${this.shown(url.origin)}, which is not https`,
      'a registry behind a proxy has to know its own https address',
    );
  }

  async #send(ask: Ask, url: URL, authorization: string | null): Promise<Answer> {
    const send = async (): Promise<Answer> => this.#follow(ask, url, authorization);
    try {
      return await patiently(this.access, ask.once === true ? 'told' : 'all', send);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      this.access.signal?.throwIfAborted();
      throw this.#silent(error);
    }
  }

  async #follow(ask: Ask, first: URL, authorization: string | null): Promise<Answer> {
    let url = first;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      // Whoever the registry sends us to has no business with our login.
      const ours = authorization !== null && url.origin === this.base.origin && hop === 0;
      const headers = { ...ask.headers, ...(ours ? { authorization } : {}) };
      const question = { method: ask.method, url, headers, payload: ask.payload ?? null };
      const answer = await exchange(question, this.access.signal);
      const isRead = ask.method === 'GET' || ask.method === 'HEAD';
      if (!isRead || !REDIRECTS.includes(answer.status)) return answer;
      drop(answer);
      url = this.locate(answer);
    }
    throw this.#broken(`sends us on more than ${MOST_REDIRECTS} times`, 'ask who runs the registry');
  }

  async #authorization(right: Right): Promise<string | null> {
    const challenge = this.#challenge;
    if (challenge === null) return null;
    this.#login ??= this.access.login(this.name);
    const login = await this.#login;
    this.#secrets = secretsOf(login);
    if (login?.kind === 'bearer') return `Bearer ${login.token}`;
    if (challenge.kind === 'basic') return login?.kind === 'basic' ? basic(login) : null;
    const known = this.#tokens.get(right);
    if (known !== undefined && this.access.now() < known.until) return known.authorization;
    const scope = `repository:${this.name.repository}:${right === 'push' ? 'pull,push' : 'pull'}`;
    const token = await fetchToken(
      { registry: this.name.registry, base: this.base },
      challenge,
      scope,
      login,
      this.access,
    );
    this.#tokens.set(right, token);
    this.#secrets = [...this.#secrets, token.authorization.replace('Bearer ', '')];
    return token.authorization;
  }

  #refused(authorization: string | null): RegistryError {
    const why =
      this.#challenge === null
        ? 'asks for a login in a way that is not known here'
        : authorization === null
          ? 'asks for a login and there is none'
          : 'does not accept the login';
    return new RegistryError(
      'refused',
      `the registry of ${this.place} ${why} (401)`,
      mendLogin(this.name.registry),
    );
  }

  #broken(what: string, mend: string): RegistryError {
    return new RegistryError('broken', `the registry of ${this.place} ${what}`, mend);
  }

  #silent(error: unknown): RegistryError {
    const code = this.shown(codeOf(error));
    return new RegistryError(
      'unreachable',
      `the registry ${this.base.origin} does not answer (${code})`,
      code === 'EPROTO' || code.includes('WRONG_VERSION')
        ? 'it does not speak TLS: name it as one to be asked by plain http, if you trust the way to it'
        : 'check its name and the network, and try again',
    );
  }
}
