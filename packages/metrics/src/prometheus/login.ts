import { readFileSync, realpathSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { PrometheusServer, TlsFiles } from '@glidepath/model';
import type { SourceContext, Trouble } from '../source.ts';

/** What every request carries. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
  /** What no message may hold. */
  readonly secrets: readonly string[];
}

/** SLIs are asked for side by side, but no server is to be flooded. */
const MOST_CONNECTIONS = 6;

/** Headers with secrets from the environment, and connections with the certificates from the workspace. */
export function logIn(
  server: PrometheusServer,
  context: Pick<SourceContext, 'env' | 'workspace'>,
): Login | Trouble {
  const authorization = authorizationOf(server, context.env);
  if ('kind' in authorization) return authorization;
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  if (!server.url.startsWith('https:'))
    return { ...authorized(server, authorization), agent: new HttpAgent(options) };
  try {
    const tls = server.tls === null ? {} : certificates(server.tls, context.workspace);
    return { ...authorized(server, authorization), agent: new HttpsAgent({ ...options, ...tls }) };
  } catch (error) {
    const why = `the certificates can't be used: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'source-down', why, mend: 'check the files under sources.prometheus.tls' };
  }
}

interface Authorization {
  readonly header: string | null;
  readonly secrets: readonly string[];
}

function authorized({ headers }: PrometheusServer, { header, secrets }: Authorization): Omit<Login, 'agent'> {
  return { headers: header === null ? headers : { ...headers, authorization: header }, secrets };
}

function authorizationOf({ auth }: PrometheusServer, env: SourceContext['env']): Authorization | Trouble {
  switch (auth?.kind) {
    case undefined:
      return { header: null, secrets: [] };
    case 'bearer': {
      const token = secretIn(env, auth.env);
      if (typeof token !== 'string') return token;
      return { header: `Bearer ${token}`, secrets: [token] };
    }
    case 'basic': {
      const password = secretIn(env, auth.passwordEnv);
      if (typeof password !== 'string') return password;
      const encoded = Buffer.from(`${auth.user}:${password}`).toString('base64');
      return { header: `Basic ${encoded}`, secrets: [encoded, password] };
    }
  }
}

function secretIn(env: SourceContext['env'], name: string): string | Trouble {
  const secret = env[name]?.trim() ?? '';
  if (secret === '') {
    return {
      kind: 'source-down',
      why: `the environment variable ${name}, which sources.prometheus.auth names, is not set`,
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

/** @throws Error where a file can't be read or leads out of the workspace */
function certificates(
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
