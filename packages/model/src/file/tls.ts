import * as z from 'zod/mini';
import type { TlsFiles } from '../delivery.ts';
import { fault } from '../fault.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { docs, mapping, read, refuse } from './scalars.ts';

/** Certificates of a server, and our own for it. */

function pemFile(description: string, example: string) {
  return read(parseWorkspacePath, `write a path, such as ${example}`).register(docs, {
    description,
    examples: [example],
    pattern: WORKSPACE_PATH.source,
  });
}

const TLS_MEND = 'write for example tls: { ca-file: ca.pem }';
const TlsForm = mapping(
  {
    'ca-file': z.optional(
      pemFile("PEM file of the certificates to trust instead of the system's.", 'ca.pem'),
    ),
    'cert-file': z.optional(
      pemFile('PEM file of our own certificate, where the server asks for one.', 'client.pem'),
    ),
    'key-file': z.optional(pemFile('PEM file of its key.', 'client.key')),
  },
  TLS_MEND,
);
export const Tls = z.pipe(
  TlsForm,
  z.transform((form: z.output<typeof TlsForm>, payload): TlsFiles => {
    const { 'ca-file': caFile = null, 'cert-file': certFile, 'key-file': keyFile } = form;
    if (certFile !== undefined && keyFile !== undefined) return { caFile, client: { certFile, keyFile } };
    if (certFile === undefined && keyFile === undefined && caFile !== null) return { caFile, client: null };
    const what =
      certFile !== undefined
        ? 'has no "key-file"'
        : keyFile !== undefined
          ? 'has no "cert-file"'
          : 'is empty';
    refuse(payload, fault(what, 'a certificate and its key go together', TLS_MEND));
    return z.NEVER;
  }),
);
export type TlsText = z.input<typeof Tls>;

/** Certificates say nothing where nothing is encrypted; tells whether that was refused. */
export function tlsMisplaced(
  { url, tls }: { readonly url: string; readonly tls?: TlsFiles | undefined },
  payload: z.core.ParsePayload,
): boolean {
  if (tls === undefined || !url.startsWith('http:')) return false;
  const found = fault('is without effect', 'the url begins with http:', 'write https: in url, or remove tls');
  refuse(payload, found, ['tls']);
  return true;
}
