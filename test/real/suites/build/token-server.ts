import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, USER } from './registry.ts';

/** Gives out tokens for a Docker registry, as its specification has it: JSON Web Tokens under a certificate. */
export class TokenServer {
  readonly service = 'registry.tests';
  readonly issuer = 'tokens.tests';
  /** Scopes for which a token was given out. */
  readonly given: string[] = [];
  /** Gives no right to push. */
  pullOnly = false;
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-tokens-'));
  readonly #server: Server;
  readonly #key: KeyObject;
  readonly #chain: string;

  private constructor() {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    const files = ['-subj', '/CN=tokens', '-keyout', 'tokens.key', '-out', 'tokens.pem'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...files], { cwd: this.#folder, stdio: 'pipe' });
    this.#key = createPrivateKey(readFileSync(join(this.#folder, 'tokens.key')));
    this.#chain = new X509Certificate(readFileSync(this.certificate)).raw.toString('base64');
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<TokenServer> {
    const server = new TokenServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get certificate(): string {
    return join(this.#folder, 'tokens.pem');
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the token server does not listen');
    return `http://127.0.0.1:${address.port}/token`;
  }

  /** A real token for a scope. @param lifeS below zero: it has expired */
  token(scope: string, lifeS: number): string {
    const [type = '', name = '', actions = ''] = scope.split(':');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer,
      sub: USER,
      aud: this.service,
      exp: now + lifeS,
      nbf: now - 600,
      iat: now - 600,
      jti: randomUUID(),
      access: [{ type, name, actions: actions.split(',') }],
    };
    const text = [{ typ: 'JWT', alg: 'ES256', x5c: [this.#chain] }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401).end();
      return;
    }
    const scope = new URL(request.url ?? '', this.url).searchParams.get('scope') ?? '';
    this.given.push(scope);
    const granted = this.pullOnly ? scope.replace(/:[^:]*$/, ':pull') : scope;
    response.end(JSON.stringify({ token: this.token(granted, 300), expires_in: 300 }));
  }
}
