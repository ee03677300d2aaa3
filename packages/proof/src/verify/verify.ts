import type { Bundle } from '@sigstore/bundle';
import type { X509Certificate } from '@sigstore/core';
import {
  toSignedEntity,
  toTrustMaterial,
  VerificationError,
  Verifier,
  type SignedEntity,
  type TrustMaterial,
} from '@sigstore/verify';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { instant, type Instant } from '@glidepath/model';
import type { KeyObject } from 'node:crypto';
import type { Trouble } from '../proof-error.ts';
import { claimsOf, type CertificateClaims } from './certificate.ts';

/** A signature that holds. */
export type Verified =
  | { readonly kind: 'certificate'; readonly claims: CertificateClaims; readonly at: Instant | null }
  | { readonly kind: 'key' };

/** Why it does not hold. */
export interface NotVerified extends Trouble {
  readonly kind: 'not-verified';
}

const NO_ROOT: TrustedRoot = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
};

/** Whether the bundle names a key in place of a certificate. */
export function isKeySigned(bundle: Bundle): boolean {
  return bundle.verificationMaterial.content.$case === 'publicKey';
}

/** The key alone vouches: neither a log nor a time are asked for. */
export function verifyByKey(bundle: Bundle, publicKey: KeyObject): Verified | NotVerified {
  const material = toTrustMaterial(NO_ROOT, () => ({ publicKey, validFor: () => true }));
  const none = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };
  return trying(bundle, (entity) => {
    new Verifier(material, none).verify({ ...entity, tlogEntries: [], timestamps: [] });
    return { kind: 'key' };
  });
}

/**
 * A certificate of an authority that is trusted, valid at a time that somebody else vouches for, and in the logs where its
 * authority has logs.
 */
export function verifyByCertificate(bundle: Bundle, roots: readonly TrustedRoot[]): Verified | NotVerified {
  return trying(bundle, (entity) => {
    if (entity.key.$case !== 'certificate') return notVerified(...BY_KEY);
    const { certificate } = entity.key;
    const materials = roots.map((root) => toTrustMaterial(root));
    const candidates = materials.filter((material) => hasIssued(material, certificate));
    let failed: NotVerified = notVerified(...UNTRUSTED);
    for (const material of candidates) {
      const verdict = trying(bundle, (again) => {
        new Verifier(material, {
          ctlogThreshold: material.ctlogs.length > 0 ? 1 : 0,
          tlogThreshold: material.tlogs.length > 0 ? 1 : 0,
          timestampThreshold: 1,
        }).verify(again);
        return { kind: 'certificate', claims: claimsOf(certificate), at: timeOf(again) };
      });
      if (verdict.kind !== 'not-verified') return verdict;
      failed = verdict;
    }
    return failed;
  });
}

/** By name: whether it really has is verified afterwards, and tells more where it fails. */
function hasIssued({ certificateAuthorities }: TrustMaterial, certificate: X509Certificate): boolean {
  return certificateAuthorities.some(({ certChain }) =>
    certChain.some(({ subject }) => subject.equals(certificate.issuer)),
  );
}

/** The first time that was vouched for. All of them have been verified. */
function timeOf({ timestamps }: SignedEntity): Instant | null {
  const times = timestamps.map((one) =>
    one.$case === 'timestamp-authority'
      ? one.timestamp.signingTime.getTime()
      : Number(one.tlogEntry.integratedTime) * 1000,
  );
  return times.length === 0 ? null : instant(Math.min(...times));
}

function trying(
  bundle: Bundle,
  verify: (entity: SignedEntity) => Verified | NotVerified,
): Verified | NotVerified {
  try {
    return verify(toSignedEntity(bundle));
  } catch (error) {
    return failureOf(error);
  }
}

const SUSPICIOUS = 'do not use it: find out who has written it, and build anew';
const UNTRUSTED = [
  'its certificate is of an authority that is not trusted here',
  'sign with the Sigstore that you trust, or give its trusted_root.json',
] as const;
const BY_KEY = [
  'it is signed with a key, and a workflow was to sign it',
  'name the public key in what is required, or sign in the workflow',
] as const;

function failureOf(error: unknown): NotVerified {
  const code: string = error instanceof VerificationError ? error.code : '';
  switch (code) {
    case 'SIGNATURE_ERROR':
      return notVerified('its signature is not over its content: one of them was changed', SUSPICIOUS);
    case 'CERTIFICATE_ERROR':
      return certificateFailure(error);
    case 'TIMESTAMP_ERROR':
      return notVerified(
        'nobody vouches for the time of its signature, so its short-lived certificate can not be judged',
        'sign with a transparency log or a timestamp authority',
      );
    case 'TLOG_ERROR':
    case 'TLOG_MISSING_INCLUSION_ERROR':
    case 'TLOG_INCLUSION_PROOF_ERROR':
    case 'TLOG_INCLUSION_PROMISE_ERROR':
      return notVerified(
        'it has no entry in the transparency log that holds',
        'sign it anew, with the log of the Sigstore that you trust',
      );
    case 'TLOG_BODY_ERROR':
      return notVerified('the transparency log has an entry of something else than this', SUSPICIOUS);
    case 'PUBLIC_KEY_ERROR':
      return notVerified('it is signed with another key', 'sign with the key that is required');
    default:
      // Whatever a parser says of what strangers have written.
      return notVerified('it is damaged', SUSPICIOUS);
  }
}

function certificateFailure(error: unknown): NotVerified {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  const message = error instanceof Error ? error.message : '';
  if (cause.includes('expired') || message.includes('expired'))
    return notVerified(
      'its certificate was not valid when it was signed',
      'sign while the certificate is valid: a minute or two after it was asked for',
    );
  if (/SCT/i.test(message))
    return notVerified(
      'its certificate is in no log of certificates that holds',
      'sign with the Sigstore that you trust',
    );
  return notVerified(...UNTRUSTED);
}

function notVerified(why: string, mend: string): NotVerified {
  return { kind: 'not-verified', why, mend };
}
