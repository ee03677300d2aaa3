import { readFileSync, realpathSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { SearchAuth, TlsFiles } from '@glidepath/model';
import type { Signer } from '../aws/signer.ts';
import type { SourceContext, Trouble } from '../source.ts';

/** A server, and how the delivery file says to get in. */
export interface Access {
  /** Where the delivery file says it, such as sources.http. */
  readonly place: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the header -> name of the variable. */
  readonly headersEnv: Readonly<Record<string, string>>;
  readonly auth: SearchAuth | null;
  readonly tls: TlsFiles | null;
}

/** What every request carries. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
  /** Signs each request, where the server asks for that. */
  readonly signer: Signer | null;
  /** What no message may hold. */
  secrets(): readonly string[];
}

/** SLIs are asked for side by side, but no server is to be flooded. */
export const MOST_CONNECTIONS = 6;

/** Headers with secrets from the environment, and connections with the certificates from the workspace. */
export async function logIn(
  access: Access,
  context: Pick<SourceContext, 'env' | 'workspace'>,
): Promise<Login | Trouble> {
  const { place, url, tls } = access;
  const headers: Record<string, string> = { ...access.headers };
  const secrets: string[] = [];
  let signer: Signer | null = null;
  for (const [name, variable] of Object.entries(access.headersEnv)) {
    const secret = secretIn(context.env, variable, `${place}.headers-env`);
    if (typeof secret !== 'string') return secret;
    headers[name] = secret;
    secrets.push(secret);
  }
  if (access.auth !== null) {
    const authorization = await authorizationOf(access.auth, context.env, `${place}.auth`);
    if ('kind' in authorization) return authorization;
    if ('signer' in authorization) signer = authorization.signer;
    else {
      headers['authorization'] = authorization.header;
      secrets.push(...authorization.secrets);
    }
  }
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const login = { headers, signer, secrets: () => [...secrets, ...(signer?.secrets ?? [])] };
  if (!url.startsWith('https:')) return { ...login, agent: new HttpAgent(options) };
  try {
    const files = tls === null ? {} : certificates(tls, context.workspace);
    return { ...login, agent: new HttpsAgent({ ...options, ...files }) };
  } catch (error) {
    const why = `the certificates can't be used: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'source-down', why, mend: `check the files under ${place}.tls` };
  }
}

type Authorization =
  { readonly header: string; readonly secrets: readonly string[] } | { readonly signer: Signer };

async function authorizationOf(
  auth: SearchAuth,
  env: SourceContext['env'],
  place: string,
): Promise<Authorization | Trouble> {
  switch (auth.kind) {
    case 'api-key':
    case 'bearer': {
      const token = secretIn(env, auth.env, place);
      if (typeof token !== 'string') return token;
      const scheme = auth.kind === 'api-key' ? 'ApiKey' : 'Bearer';
      return { header: `${scheme} ${token}`, secrets: [token] };
    }
    case 'basic': {
      const password = secretIn(env, auth.passwordEnv, place);
      if (typeof password !== 'string') return password;
      const encoded = Buffer.from(`${auth.user}:${password}`).toString('base64');
      return { header: `Basic ${encoded}`, secrets: [encoded, password] };
    }
    case 'sigv4': {
      const { createSigner } = await import('../aws/signer.ts');
      return { signer: createSigner(auth) };
    }
  }
}

/** A secret from the environment; `place` of the delivery file names its variable. */
export function secretIn(env: SourceContext['env'], name: string, place: string): string | Trouble {
  const secret = env[name]?.trim() ?? '';
  if (secret === '') {
    return {
      kind: 'source-down',
      why: `the environment variable ${name}, which ${place} names, is not set`,
      mend: `set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`,
    };
  }
  // A header takes nothing else; the secret itself is not told.
  if (/^[\x20-\x7e]+$/.test(secret)) return secret;
  return {
    kind: 'source-down',
    why: `the environment variable ${name} holds characters that no header can carry`,
    mend: 'check that it holds the secret alone',
  };
}

/**
 * What an agent needs to know of the files.
 * @throws Error where one can't be read or leads out of the workspace
 */
export function certificates(
  { caFile, client }: TlsFiles,
  workspace: string,
): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  const pem = (file: string): Buffer => readFileSync(inside(workspace, file));
  return {
    ...(caFile === null ? {} : { ca: pem(caFile) }),
    ...(client === null ? {} : { cert: pem(client.certFile), key: pem(client.keyFile) }),
  };
}

function inside(workspace: string, file: string): string {
  const real = realpathSync(resolve(workspace, file));
  const way = relative(realpathSync(workspace), real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new Error(`${file} leads out of the workspace`);
  return real;
}
