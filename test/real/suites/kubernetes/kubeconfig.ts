import { stringify } from 'yaml';

export interface Access {
  /** Of the context, the cluster and the user. */
  readonly name: string;
  readonly url: string;
  /** PEM. */
  readonly certificate: string;
  readonly token: string;
}

/** Without a certificate it is on loopback, and speaks HTTP. */
type Way = Omit<Access, 'certificate'> & { readonly certificate: string | null };

/** The text of a kubeconfig file with a context for each; the first one is the current one. */
export function kubeconfig(...all: readonly [Way, ...Way[]]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': all[0].name,
    clusters: all.map(({ name, url, certificate }) => ({
      name,
      cluster: {
        server: url,
        ...(certificate === null
          ? { 'insecure-skip-tls-verify': true }
          : { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }),
      },
    })),
    users: all.map(({ name, token }) => ({ name, user: { token } })),
    contexts: all.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}
