import type { Level, Permission } from './permissions.ts';

export type Grants = Readonly<Partial<Record<Permission, Level>>>;

/** What a token may do and whom it stands for. */
export interface TokenSettings {
  /** The user it acts as. */
  readonly login?: string;
  /** `app`: as GITHUB_TOKEN, with the permissions named. `user`: a person's own token that may do all. */
  readonly kind?: 'app' | 'user';
  /** What an app's token may; what is not named is none, and metadata is always read. `all`: everything. */
  readonly permissions?: Grants | 'all';
}

/** Who a call comes from. */
export interface Caller {
  readonly login: string;
  readonly kind: 'app' | 'user';
  readonly permissions: Grants | 'all';
}

export const ACTIONS_BOT = 'github-actions[bot]';

export class Tokens {
  readonly #callers = new Map<string, Caller>();

  constructor(tokens: Readonly<Record<string, TokenSettings>>) {
    for (const [token, settings] of Object.entries(tokens)) this.set(token, settings);
  }

  set(token: string, { login = ACTIONS_BOT, kind = 'app', permissions = 'all' }: TokenSettings): void {
    this.#callers.set(token, { login, kind, permissions });
  }

  /** Null for a token that nobody has, or none. */
  caller(authorization: string | undefined): Caller | null {
    return this.#callers.get(tokenOf(authorization ?? '')) ?? null;
  }
}

/** From `token x`, `Bearer x` or Basic with the token as password, as git sends it. */
function tokenOf(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}
