import type { TlsFiles } from './delivery.ts';
import type { TlsText } from './file/tls.ts';
import type { HttpAuth } from './http-source.ts';
import type { SearchAuth } from './search-source.ts';

/** How to get in, as the file's long form says it. */

export function authText(
  auth: HttpAuth,
): { 'bearer-env': string } | { basic: { user: string; 'password-env': string } } {
  switch (auth.kind) {
    case 'bearer':
      return { 'bearer-env': auth.env };
    case 'basic':
      return { basic: { user: auth.user, 'password-env': auth.passwordEnv } };
  }
}

export function sigV4Text({ region, service, role }: Extract<SearchAuth, { readonly kind: 'sigv4' }>): {
  region: string;
  service: string;
  role?: string;
} {
  return { region, service, ...(role === null ? {} : { role }) };
}

export function tlsText({ caFile, client }: TlsFiles): TlsText {
  return {
    ...(caFile === null ? {} : { 'ca-file': caFile }),
    ...(client === null ? {} : { 'cert-file': client.certFile, 'key-file': client.keyFile }),
  };
}
