import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ProofError } from './proof-error.ts';

/** A private key of the kinds that Sigstore's tools verify. @throws ProofError `invalid` */
export function privateKeyOf(pem: string): KeyObject {
  return checked(read(() => createPrivateKey(pem), 'the private key', 'PKCS #8 or SEC 1, not encrypted'));
}

/** @throws ProofError `invalid` */
export function publicKeyOf(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY'))
    throw new ProofError(
      'invalid',
      'a private key was given where a public one belongs',
      'write its public key: openssl pkey -pubout; and make a new pair if anybody may have seen this one',
    );
  return checked(read(() => createPublicKey(pem), 'the public key', 'SPKI, beginning with BEGIN PUBLIC KEY'));
}

/** As tools of Sigstore name a key: base64 of the SHA-256 of its SPKI. @param key private or public */
export function keyHint(key: KeyObject): string {
  return fingerprint(key).toString('base64');
}

/** For people. @param key private or public */
export function keyName(key: KeyObject): string {
  return `key sha256:${fingerprint(key).toString('hex')}`;
}

function fingerprint(key: KeyObject): Buffer {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest();
}

function read(parse: () => KeyObject, what: string, form: string): KeyObject {
  try {
    return parse();
  } catch {
    // The reason may quote what was given.
    throw new ProofError('invalid', `${what} can't be read`, `give it as PEM: ${form}`);
  }
}

function checked(key: KeyObject): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519' || (type === 'ec' && details?.namedCurve === 'prime256v1')) return key;
  throw new ProofError(
    'invalid',
    `the key is of the kind ${type ?? 'unknown'}${details?.namedCurve === undefined ? '' : ` ${details.namedCurve}`}`,
    'make one of ECDSA P-256 (openssl ecparam -name prime256v1 -genkey) or Ed25519 (openssl genpkey -algorithm ed25519)',
  );
}
