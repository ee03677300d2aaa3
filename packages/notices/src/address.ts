import { unescape } from 'node:querystring';
import type { Channel, Notice } from '@glidepath/model';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a channel's notices go. All of it is secret but `name`. */
export interface Address {
  /** What messages call it: the channel and its variable. */
  readonly name: string;
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
  const { urlEnv } = channel;
  const text = valueOf(env, urlEnv);
  if (text === '') return notSet(urlEnv, `holds the address of a ${channel.kind} notice`);
  const url = httpUrl(text);
  if (url === null) {
    return `the environment variable ${urlEnv} is to hold the address of a ${channel.kind} notice, and what it holds is no http or https address; check the secret`;
  }
  const name = `${channel.kind} (${urlEnv})`;
  switch (channel.kind) {
    case 'slack':
      return { name, ...withoutLogin(url, {}), secret: null };
    case 'webhook': {
      const { headers, secretEnv } = channel;
      if (!areHeaders(headers))
        return `a header of the webhook notice to ${urlEnv} has a name or a value that HTTP does not allow; mend it in the delivery file`;
      const secret = secretEnv === null ? null : valueOf(env, secretEnv);
      if (secretEnv !== null && secret === '')
        return notSet(secretEnv, `signs the webhook notices to ${urlEnv}`);
      return { name, ...withoutLogin(url, headers), secret };
    }
  }
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
