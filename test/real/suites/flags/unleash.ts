import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { PostgresPart } from '../../parts/postgres.ts';
import type { UnleashPart } from '../../parts/unleash.ts';
import { Postgres } from './postgres.ts';
import { UnleashAdmin } from './unleash-admin.ts';

const ADMIN = 'dana';
const DAY_MS = 86_400_000;
/** As every Unleash numbers them. */
const ROLES = { editor: 2, viewer: 3 } as const;
const tokenSchema = z.object({ secret: z.string() });

/** An Unleash on loopback with a database of its own; it reports to nobody. */
export class Unleash {
  readonly port: number;
  readonly #server: Running;
  readonly #postgres: Postgres;
  readonly #login: Login;

  private constructor(port: number, server: Running, postgres: Postgres, login: Login) {
    this.port = port;
    this.#server = server;
    this.#postgres = postgres;
    this.#login = login;
  }

  static async start(parts: {
    readonly unleash: UnleashPart;
    readonly postgres: PostgresPart;
  }): Promise<Unleash> {
    const postgres = await Postgres.start(parts.postgres);
    const port = await freePort();
    const login = { username: ADMIN, password: randomUUID(), token: `*:*.${randomUUID()}` };
    const server = new Running(process.execPath, [parts.unleash.server], {
      cwd: '/',
      env: settings(port, postgres, login),
    });
    const unleash = new Unleash(port, server, postgres, login);
    try {
      await until('Unleash to be ready', async () => {
        if (!server.isRunning) throw new Error(`Unleash ended: ${server.stdout}${server.stderr}`);
        return (await fetch(`${unleash.url}/health`).catch(() => null))?.ok;
      });
    } catch (error) {
      await unleash.remove();
      throw error;
    }
    return unleash;
  }

  /** Without `/api`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** May do everything. */
  get admin(): UnleashAdmin {
    return new UnleashAdmin(this.url, this.#login.token);
  }

  /**
   * A new token that may do everything: Unleash gives such only as a person's own, to who has logged in. It refuses
   * the eleventh login of a minute.
   */
  async newAdminToken(description: string): Promise<string> {
    return this.#tokenOf(this.#login.username, this.#login.password, description);
  }

  /** A new person, and a token of theirs. An editor may change flags, a viewer may only look. */
  async newPerson(username: string, role: keyof typeof ROLES): Promise<string> {
    const password = `Aa1!${randomUUID()}`;
    const headers = { authorization: this.#login.token };
    const person = { username, password, rootRole: ROLES[role], sendEmail: false };
    await post(`${this.url}/api/admin/user-admin`, person, headers);
    return this.#tokenOf(username, password, `of ${username}`);
  }

  async #tokenOf(username: string, password: string, description: string): Promise<string> {
    const login = await post(`${this.url}/auth/simple/login`, { username, password });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const expiresAt = new Date(Date.now() + DAY_MS).toISOString();
    // It answers to a login before it has written down the session.
    return until(`a token ${description}`, async () => {
      const token = { description, expiresAt };
      const made = await send(`${this.url}/api/admin/user/tokens`, token, { cookie });
      if (made.status === 401) return null;
      if (!made.ok) throw new Error(`Unleash gave no token: ${await made.text()}`);
      return z.parse(tokenSchema, await made.json()).secret;
    });
  }

  async remove(): Promise<void> {
    this.#server.kill('SIGTERM');
    await this.#server.ended;
    await this.#postgres.remove();
  }
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

type Headers = Readonly<Record<string, string>>;

async function post(url: string, body: object, headers: Headers = {}): Promise<Response> {
  const answer = await send(url, body, headers);
  if (!answer.ok) throw new Error(`Unleash refused ${url}: ${await answer.text()}`);
  return answer;
}

async function send(url: string, body: object, headers: Headers): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function settings(port: number, postgres: Postgres, login: Login): Record<string, string> {
  return {
    PATH: dirname(process.execPath),
    TZ: 'UTC',
    NODE_ENV: 'production',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    UNLEASH_URL: `http://127.0.0.1:${port}`,
    UNLEASH_DEFAULT_ADMIN_USERNAME: login.username,
    UNLEASH_DEFAULT_ADMIN_PASSWORD: login.password,
    INIT_ADMIN_API_TOKENS: login.token,
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(postgres.port),
    DATABASE_USERNAME: postgres.user,
    DATABASE_PASSWORD: postgres.password,
    DATABASE_NAME: postgres.database,
    DATABASE_SSL: 'false',
    // Else it asks its makers for newer versions and tells them of itself.
    CHECK_VERSION: 'false',
    SEND_TELEMETRY: 'false',
    LOG_LEVEL: 'warn',
  };
}
