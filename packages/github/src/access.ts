/** Which repository on which GitHub, and as whom. */
export interface GitHubAccess {
  /** Where the REST API answers, without a slash at the end: `https://api.github.com`. */
  readonly apiUrl: string;
  /** Where people look: `https://github.com`. */
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

/** What was given cannot lead to a GitHub. The message says which value and how to mend it. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

type Variables = Readonly<Record<string, string | undefined>>;

const GITHUB = { api: 'https://api.github.com', server: 'https://github.com' };

/**
 * Reads the variables that a workflow run has (GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY). Null without a
 * token: then there is no GitHub to ask.
 * @throws AccessError where a value is missing or cannot be one
 */
export function gitHubAccess(env: Variables, token: string): GitHubAccess | null {
  const trimmed = token.trim();
  if (trimmed === '') return null;
  const server = set(env, 'GITHUB_SERVER_URL');
  const serverUrl = server === null ? GITHUB.server : address('GITHUB_SERVER_URL', server);
  const api = set(env, 'GITHUB_API_URL');
  const apiUrl = api === null ? apiOf(serverUrl) : address('GITHUB_API_URL', api);
  return { apiUrl, serverUrl, ...repository(env), token: checkedToken(trimmed) };
}

/** `owner/name` in its two parts; null where it is no such thing. */
export function parseRepository(text: string): { readonly owner: string; readonly repo: string } | null {
  const [, owner, repo] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,100})$/.exec(text) ?? [];
  // A path of dots would lead elsewhere in the API.
  return owner === undefined || repo === undefined || /^\.+$/.test(repo) ? null : { owner, repo };
}

function repository(env: Variables): { owner: string; repo: string } {
  const text = set(env, 'GITHUB_REPOSITORY');
  if (text === null) {
    throw new AccessError(
      'A token was given, but GITHUB_REPOSITORY does not say for which repository. Set it to owner/name, such as ' +
        'acme/checkout, or give no token: the ledger is then kept in the local git repository.',
    );
  }
  const found = parseRepository(text);
  if (found === null) {
    throw new AccessError(
      `GITHUB_REPOSITORY is ${JSON.stringify(text)}, which names no repository. Write owner/name, such as acme/checkout.`,
    );
  }
  return found;
}

/** A GitHub Enterprise Server has its API below its own address. */
function apiOf(serverUrl: string): string {
  return serverUrl === GITHUB.server ? GITHUB.api : `${serverUrl}/api/v3`;
}

function address(name: string, text: string): string {
  const url = URL.parse(text);
  if (url === null) {
    throw new AccessError(
      `${name} is ${JSON.stringify(text)}, which is no address. Write one such as ${GITHUB.api}.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    // Not shown: it may hold a password.
    throw new AccessError(`${name} has more than a host and a path. Take out the login, "?" and "#".`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new AccessError(
      `${name} is ${JSON.stringify(text)}, over which the token would travel in the clear. Use https.`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** A character that no header can hold would be shown, with the token, in the error of whoever sends it. */
function checkedToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new AccessError(
    'The token has a space, a line break or a character beyond ASCII in it, so it is no token of GitHub. ' +
      'In a workflow pass token: ${{ github.token }}, or copy the secret anew.',
  );
}

function set(env: Variables, name: string): string | null {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? null : text;
}
