import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentialsFor, kept, secretsOf } from './credentials.ts';

/** A request as it will be sent. */
export interface Unsigned {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs requests by AWS Signature Version 4. */
export interface Signer {
  /**
   * All headers of the request, those of the signature too.
   * @throws Error where there are no credentials
   */
  sign(request: Unsigned): Promise<Readonly<Record<string, string>>>;
  /** Of the credentials that were used last. */
  readonly secrets: readonly string[];
}

export interface SignerSettings {
  readonly region: string;
  readonly service: string;
  readonly role: string | null;
}

export function createSigner({ region, service, role }: SignerSettings): Signer {
  const credentials = kept(credentialsFor(role, region));
  const signature = new SignatureV4({ region, service, credentials, sha256: Sha256 });
  let secrets: readonly string[] = [];
  return {
    async sign({ method, url, headers, body }) {
      secrets = secretsOf(await credentials());
      const { protocol, hostname, port, host, pathname, searchParams } = new URL(url);
      const signed = await signature.sign(
        new HttpRequest({
          method,
          protocol,
          hostname,
          ...(port === '' ? {} : { port: Number(port) }),
          path: pathname,
          query: Object.fromEntries(searchParams),
          headers: { ...headers, host },
          body,
        }),
      );
      return signed.headers;
    },
    get secrets() {
      return secrets;
    },
  };
}
