import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { shown } from '@glidepath/images';
import { bundleToJSON } from '@sigstore/bundle';
import {
  DSSEBundleBuilder,
  FulcioSigner,
  InternalError,
  RekorWitness,
  TSAWitness,
  type Signature,
  type Witness,
} from '@sigstore/sign';
import { keyHint, keyName, privateKeyOf } from '../keys.ts';
import { ProofError } from '../proof-error.ts';
import { IN_TOTO } from '../statement.ts';
import type { Signer, SignerRequirement, SigstoreUrls } from '../types.ts';
import { parseWorkflowUri } from '../workflow.ts';
import { endpointsOf } from './endpoints.ts';
import { askIdentity, type Identity } from './identity.ts';

/** Somebody who can sign now. */
export interface ReadySigner {
  /** As `ProofMade` names it. */
  readonly name: string;
  /** Who has built, where the signature itself vouches for that; null: whoever the facts name. */
  readonly builder: string | null;
  /** Whose run it is; null where nobody knows. */
  readonly source: string | null;
  /** By what its signatures are known again, whatever ref the workflow had. */
  readonly known: SignerRequirement;
  /** @returns a Sigstore bundle as JSON. @throws ProofError */
  sign(statement: Buffer): Promise<object>;
}

/** @param serverUrl https://github.com. @throws ProofError */
export async function readySigner(signer: Signer, serverUrl: string): Promise<ReadySigner> {
  switch (signer.kind) {
    case 'key':
      return byKey(privateKeyOf(signer.pem));
    case 'sigstore':
      return byWorkflow(
        await askIdentity(signer.identity),
        endpointsOf(signer.instance, serverUrl),
        serverUrl,
      );
  }
}

function byKey(key: KeyObject): ReadySigner {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const own = {
    sign: async (data: Buffer): Promise<Signature> => ({
      signature: sign(algorithm, data, key),
      key: { $case: 'publicKey', publicKey, hint: keyHint(key) },
    }),
  };
  return {
    name: keyName(key),
    builder: null,
    source: null,
    known: { kind: 'key', pem: publicKey },
    sign: async (statement) => bundled(own, [], statement, []),
  };
}

const TIMEOUT_MS = 15_000;
const RETRIES = 2;

function byWorkflow(
  identity: Identity,
  { fulcio, rekor, tsa }: SigstoreUrls,
  serverUrl: string,
): ReadySigner {
  const { token, issuer, repository, workflow } = identity;
  const patience = { timeout: TIMEOUT_MS, retry: RETRIES };
  const name = `${serverUrl}/${workflow}`;
  const witnesses: Witness[] = [
    ...(rekor === null ? [] : [new RekorWitness({ rekorBaseURL: rekor, ...patience })]),
    ...(tsa === null ? [] : [new TSAWitness({ tsaBaseURL: tsa, ...patience })]),
  ];
  return {
    name,
    builder: name,
    source: repository,
    known: {
      kind: 'workflow',
      workflow: parseWorkflowUri(workflow)?.workflow ?? workflow,
      ref: null,
      serverUrl,
      issuer,
    },
    sign: async (statement) => {
      const signer = new FulcioSigner({
        identityProvider: { getToken: async () => token },
        fulcioBaseURL: fulcio,
        ...patience,
      });
      return bundled(signer, witnesses, statement, [token]);
    },
  };
}

async function bundled(
  signer: { sign(data: Buffer): Promise<Signature> },
  witnesses: Witness[],
  data: Buffer,
  secrets: readonly string[],
): Promise<object> {
  try {
    return bundleToJSON(await new DSSEBundleBuilder({ signer, witnesses }).create({ data, type: IN_TOTO }));
  } catch (error) {
    throw failed(error, secrets);
  }
}

function failed(error: unknown, secrets: readonly string[]): ProofError {
  const code = error instanceof InternalError ? error.code : '';
  const said = error instanceof Error ? shown(error.message, secrets) : '';
  const [who, mend] = SERVERS[code] ?? ['Sigstore', 'try again later'];
  return new ProofError('unreachable', `${who} has not signed it (${said})`, mend);
}

const SERVERS: Readonly<Record<string, readonly [string, string]>> = {
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: [
    "Sigstore's authority for certificates",
    'try again later; where it refuses, check that it takes tokens of this server',
  ],
  TLOG_CREATE_ENTRY_ERROR: ["Sigstore's transparency log", 'try again later'],
  TLOG_FETCH_ENTRY_ERROR: ["Sigstore's transparency log", 'try again later'],
  TSA_CREATE_TIMESTAMP_ERROR: ["Sigstore's timestamp authority", 'try again later'],
};
