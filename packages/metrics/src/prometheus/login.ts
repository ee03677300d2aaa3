import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { PrometheusServer } from '@glidepath/model';
import type { Signer } from '../aws/signer.ts';
import type { SourceContext, Trouble } from '../source.ts';
import { certificates, MOST_CONNECTIONS, secretIn } from '../web/login.ts';

/** What every request carries. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
  /** Signs each request, where the server asks for that. */
  readonly signer: Signer | null;
  /** What no message may hold. */
  secrets(): readonly string[];
}

const PLACE = 'sources.prometheus.auth';

/** Headers with secrets from the environment, and connections with the certificates from the workspace. */
export async function logIn(
  server: PrometheusServer,
  context: Pick<SourceContext, 'env' | 'workspace'>,
): Promise<Login | Trouble> {
  const authorization = await authorizationOf(server, context.env);
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

type Authorization =
  { readonly header: string | null; readonly secrets: readonly string[] } | { readonly signer: Signer };

function authorized({ headers }: PrometheusServer, by: Authorization): Omit<Login, 'agent'> {
  if ('signer' in by) return { headers, signer: by.signer, secrets: () => by.signer.secrets };
  const { header, secrets } = by;
  return {
    headers: header === null ? headers : { ...headers, authorization: header },
    signer: null,
    secrets: () => secrets,
  };
}

async function authorizationOf(
  { auth }: PrometheusServer,
  env: SourceContext['env'],
): Promise<Authorization | Trouble> {
  switch (auth?.kind) {
    case undefined:
      return { header: null, secrets: [] };
    case 'bearer': {
      const token = secretIn(env, auth.env, PLACE);
      if (typeof token !== 'string') return token;
      return { header: `Bearer ${token}`, secrets: [token] };
    }
    case 'basic': {
      const password = secretIn(env, auth.passwordEnv, PLACE);
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
