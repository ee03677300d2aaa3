import type { RepositoryName } from './reference.ts';

/** How to tell a registry who we are. */
export type Login =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** Exchanged for a token at the registry's token server. */
  | { readonly kind: 'identity'; readonly token: string }
  /** Sent as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** What the client needs of the world around it. */
export interface RegistryAccess {
  /** Null: nobody has logged in; the registry may still serve everybody. */
  login(name: RepositoryName): Promise<Login | null>;
  /** Registries that are asked without TLS, as `host:port`. Loopback is, without being named. */
  readonly plainHttp: readonly string[];
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<void>;
  readonly signal?: AbortSignal;
}

/** What no message may hold. */
export function secretsOf(login: Login | null): readonly string[] {
  if (login === null) return [];
  switch (login.kind) {
    case 'basic':
      return [login.password, Buffer.from(`${login.user}:${login.password}`).toString('base64')];
    case 'identity':
    case 'bearer':
      return [login.token];
  }
}
