import { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { secretsOf, type Login, type RegistryAccess } from '../access.ts';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { bytesOf } from './body.ts';
import type { Challenge } from './challenge.ts';
import { codeOf, drop, exchange, type Answer, type Question } from './exchange.ts';
import { patiently } from './patience.ts';
import { mayBePlain } from './plain-http.ts';

export interface Token {
  /** As the header Authorization has it. */
  readonly authorization: string;
  /** In ms since 1970: not to be used after this. */
  readonly until: number;
}

export interface RegistryPlace {
  /** As a message and a login name it. */
  readonly registry: string;
  readonly base: URL;
}

const LARGEST = 1024 * 1024;
/** Where the server does not tell, as the token specification has it. */
const DEFAULT_LIFE_S = 60;
/** A request takes its time. */
const MARGIN_MS = 5_000;

const tokenSchema = z.object({
  token: z.optional(z.string().check(z.regex(/^[\x21-\x7e]+$/))),
  access_token: z.optional(z.string().check(z.regex(/^[\x21-\x7e]+$/))),
  expires_in: z.optional(z.number()),
});

/**
 * Gets a token from the server that the registry names, for one scope.
 * @throws RegistryError
 */
export async function fetchToken(
  registry: RegistryPlace,
  challenge: Extract<Challenge, { kind: 'bearer' }>,
  scope: string,
  login: Exclude<Login, { kind: 'bearer' }> | null,
  access: RegistryAccess,
): Promise<Token> {
  const realm = realmOf(registry, challenge.realm, access);
  const secrets = secretsOf(login);
  const place = `the token server ${realm.host} of the registry ${registry.registry}`;
  const question = questionFor(realm, challenge.service, scope, login);
  const answer = await patiently(access, 'all', async () => exchange(question, access.signal)).catch(
    (error: unknown) => {
      throw new RegistryError(
        'unreachable',
        `${place} does not answer (${shown(codeOf(error), secrets)})`,
        'try again later',
      );
    },
  );
  if (answer.status !== 200) {
    drop(answer);
    throw badStatus(answer, place, registry.registry, login);
  }
  return readToken(await bytesOf(answer, LARGEST, `what ${place} answered`), place, access.now());
}

/** A realm comes from the registry: a password must not leave in the clear because of it. */
function realmOf({ registry, base }: RegistryPlace, text: string, access: RegistryAccess): URL {
  const realm = URL.canParse(text) ? new URL(text) : null;
  const plain = base.protocol === 'http:' && realm !== null && mayBePlain(realm, access.plainHttp);
  if (realm !== null && (realm.protocol === 'https:' || (realm.protocol === 'http:' && plain))) return realm;
  throw new RegistryError(
    'broken',
    `the registry ${registry} names the token server "${shown(text)}", which is no https address`,
    'nothing was sent there; check the address of the registry',
  );
}

function questionFor(
  realm: URL,
  service: string | null,
  scope: string,
  login: Exclude<Login, { kind: 'bearer' }> | null,
): Question {
  const about = { ...(service === null ? {} : { service }), scope };
  if (login?.kind === 'identity') {
    const form = {
      grant_type: 'refresh_token',
      client_id: 'glidepath',
      refresh_token: login.token,
      ...about,
    };
    const body = Buffer.from(new URLSearchParams(form).toString());
    const payload = { size: body.length, open: () => Readable.from([body]) };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, payload };
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(about)) url.searchParams.set(name, value);
  const headers = login === null ? {} : { authorization: basic(login) };
  return { method: 'GET', url, headers, payload: null };
}

export function basic({ user, password }: Extract<Login, { kind: 'basic' }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function readToken(bytes: Buffer, place: string, now: number): Token {
  const parsed = tokenSchema.safeParse(jsonOf(bytes));
  const token = parsed.success ? (parsed.data.token ?? parsed.data.access_token) : undefined;
  if (token === undefined)
    throw new RegistryError(
      'broken',
      `${place} answered without a token`,
      'check the address of the registry',
    );
  const life = parsed.data?.expires_in ?? DEFAULT_LIFE_S;
  return { authorization: `Bearer ${token}`, until: now + life * 1000 - MARGIN_MS };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function badStatus({ status }: Answer, place: string, registry: string, login: Login | null): RegistryError {
  switch (status) {
    case 401:
    case 403:
      return login === null
        ? new RegistryError(
            'refused',
            `${place} gives no token without a login (${status})`,
            mendLogin(registry),
          )
        : new RegistryError('refused', `${place} does not accept the login (${status})`, mendLogin(registry));
    case 429:
      return new RegistryError(
        'throttled',
        `${place} was asked too often (429)`,
        'wait, or log in for a higher limit',
      );
    default:
      return status >= 500
        ? new RegistryError('unreachable', `${place} is in trouble (${status})`, 'try again later')
        : new RegistryError('broken', `${place} answered ${status}`, 'check the address of the registry');
  }
}

export function mendLogin(registry: string): string {
  return `log in with "docker login ${registry}" or docker/login-action, with a user who may do this`;
}
