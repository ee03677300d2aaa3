import type { X509Certificate } from '@sigstore/core';

/** What a certificate of Fulcio says of who has signed. */
export interface CertificateClaims {
  /** https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1. Empty where there is none. */
  readonly subject: string;
  readonly issuer: string | null;
  /** https://github.com/acme/checkout: whose run it was. */
  readonly source: string | null;
  readonly commit: string | null;
}

// Named at github.com/sigstore/fulcio, docs/oid-info.md. From .8 on each is a UTF8String in DER.
const ISSUER = '1.3.6.1.4.1.57264.1.8';
const SOURCE_REPOSITORY = '1.3.6.1.4.1.57264.1.12';
const SOURCE_DIGEST = '1.3.6.1.4.1.57264.1.13';
const UTF8_STRING = 0x0c;

/** @param certificate one that has been verified */
export function claimsOf(certificate: X509Certificate): CertificateClaims {
  return {
    subject: certificate.subjectAltName ?? '',
    issuer: textOf(certificate, ISSUER),
    source: textOf(certificate, SOURCE_REPOSITORY),
    commit: textOf(certificate, SOURCE_DIGEST),
  };
}

function textOf(certificate: X509Certificate, oid: string): string | null {
  const inner = certificate.extension(oid)?.valueObj.subs[0];
  if (inner === undefined || inner.tag.number !== UTF8_STRING) return null;
  return inner.value.toString('utf8');
}
