import { unescape } from 'node:querystring';
import type { Channel, Notice } from '@glidepath/model';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a channel's notices go. All of it is secret but `name` and `channel`. */
export interface Address {
  /** What messages call it: the channel and its variable. */
  readonly name: string;
  readonly channel: Channel['kind'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string | null;
}

/**
 * What keeps these notices from being sent, a sentence each with its mend; empty where all is well. To be asked before
 * anything starts.
 */
export function missingVariables(notices: readonly Notice[], env: Env): readonly string[] {
  const troubles = notices
    .map(({ channel }) => addressOf(channel, env))
    .filter((address) => typeof address === 'string');
  return [...new Set(troubles)];
}

/** The address that the environment's variables hold, or what is wrong with them. No message tells what they hold. */
export function addressOf(channel: Channel, env: Env): Address | string {
  switch (channel.kind) {
    case 'slack': {
      const url = secretUrl(channel, env);
      if (typeof url === 'string') return url;
      return { ...named(channel.kind, channel.urlEnv), ...withoutLogin(url, {}), secret: null };
    }
    case 'webhook': {
      const { urlEnv, headers, secretEnv } = channel;
      const url = secretUrl(channel, env);
      if (typeof url === 'string') return url;
      if (!areHeaders(headers))
        return `a header of the webhook notice to ${urlEnv} has a name or a value that HTTP does not allow; mend it in the delivery file`;
      const secret = secretEnv === null ? null : valueOf(env, secretEnv);
      if (secretEnv !== null && secret === '')
        return notSet(secretEnv, `signs the webhook notices to ${urlEnv}`);
      return { ...named(channel.kind, urlEnv), ...withoutLogin(url, headers), secret };
    }
    case 'grafana': {
      const { url, tokenEnv } = channel;
      const token = valueOf(env, tokenEnv);
      if (token === '') return notSet(tokenEnv, `holds the token for annotations in ${url}`);
      if (!/^[!-~]+$/.test(token))
        return `the environment variable ${tokenEnv} is to hold a token for ${url}, and what it holds is none; check the secret`;
      const headers = { authorization: `Bearer ${token}` };
      return { ...named(channel.kind, tokenEnv), url: `${url}/api/annotations`, headers, secret: null };
    }
  }
}

function named(channel: Channel['kind'], variable: string): Pick<Address, 'name' | 'channel'> {
  return { name: `${channel} (${variable})`, channel };
}

/** The address that a variable holds, or what is wrong with it. */
function secretUrl(
  { kind, urlEnv }: { readonly kind: Channel['kind']; readonly urlEnv: string },
  env: Env,
): URL | string {
  const text = valueOf(env, urlEnv);
  if (text === '') return notSet(urlEnv, `holds the address of a ${kind} notice`);
  return (
    httpUrl(text) ??
    `the environment variable ${urlEnv} is to hold the address of a ${kind} notice, and what it holds is no http or https address; check the secret`
  );
}

/** A secret that was pasted often ends with a line break. */
function valueOf(env: Env, name: string): string {
  return env[name]?.trim() ?? '';
}

function notSet(name: string, use: string): string {
  return `the environment variable ${name}, which ${use}, is not set; set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`;
}

function httpUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : null;
}

/** fetch takes no user and password in an address; a header says the same. */
function withoutLogin(url: URL, headers: Readonly<Record<string, string>>): Pick<Address, 'url' | 'headers'> {
  if (url.username === '' && url.password === '') return { url: url.href, headers };
  const login = `${unescape(url.username)}:${unescape(url.password)}`;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return {
    url: bare.href,
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}`, ...headers },
  };
}

function areHeaders(headers: Readonly<Record<string, string>>): boolean {
  try {
    return new Headers(headers) instanceof Headers;
  } catch {
    return false;
  }
}
