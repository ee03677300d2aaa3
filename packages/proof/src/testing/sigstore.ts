import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
  type HandlerFn,
} from '@sigstore/mock';
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import type { Signer, Trust } from '../types.ts';

/** What GitHub would say of a job. */
export interface Job {
  readonly issuer?: string;
  readonly repository?: string;
  readonly workflow?: string;
  readonly commit?: string;
}

export const WORKFLOW = 'acme/ci/.github/workflows/build.yml';
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const COMMIT = 'c0ffee'.padEnd(40, '0');

export interface SigstoreOptions {
  /** When certificates are issued; none: now. */
  readonly issuedAt?: Date;
  /** Who vouches for the time. */
  readonly by?: 'log' | 'timestamps';
}

/** A Sigstore on loopback with real keys, certificates and logs of its own. It ends with the test. */
export class TestSigstore {
  readonly url: string;
  readonly root: TrustedRoot;
  readonly #by: 'log' | 'timestamps';
  readonly #say: (job: Job) => void;

  private constructor(url: string, root: TrustedRoot, by: 'log' | 'timestamps', say: (job: Job) => void) {
    this.url = url;
    this.root = root;
    this.#by = by;
    this.#say = say;
  }

  static async start({ issuedAt, by = 'log' }: SigstoreOptions = {}): Promise<TestSigstore> {
    const ctlog = await initializeCTLog(ecKeys());
    const ca = await initializeCA(ecKeys(), by === 'log' ? ctlog : undefined, issuedAt);
    const tlog = await initializeTLog(LOG, ecKeys());
    const tsa = await initializeTSA(ecKeys(), soon());
    let job: Job = {};
    const paths: Record<string, HandlerFn> = {
      '/token': async () => ({ statusCode: 200, response: JSON.stringify({ value: tokenOf(job) }) }),
    };
    for (const { path, fn } of [fulcioHandler(ca), tsaHandler(tsa)]) paths[path] = fn;
    const { path, fn } = rekorHandler(tlog);
    paths[path] = async (proposed) => fn(canonicalEntry(proposed));
    const url = await served(paths);
    const base = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' };
    const root: TrustedRoot = {
      ...base,
      certificateAuthorities: [authority([ca.rootCertificate])],
      timestampAuthorities: by === 'timestamps' ? [authority([tsa.intCertificate, tsa.rootCertificate])] : [],
      tlogs: by === 'log' ? [log(tlog.publicKey, createHash('sha256').update(tlog.publicKey).digest())] : [],
      ctlogs: by === 'log' ? [log(ctlog.publicKey, bytesOf(ctlog.logID))] : [],
    };
    return new TestSigstore(url, root, by, (next) => {
      job = next;
    });
  }

  /** As a job that is what GitHub says of it. */
  signer(job: Job = {}): Signer {
    this.#say(job);
    const { url } = this;
    return {
      kind: 'sigstore',
      identity: { url: `${url}/token?api-version=2`, token: 'request-token' },
      instance: {
        fulcio: url,
        rekor: this.#by === 'log' ? url : null,
        tsa: this.#by === 'timestamps' ? url : null,
      },
    };
  }

  /** Whoever believes this one, and nobody else. */
  async trust(root: TrustedRoot = this.root): Promise<Trust> {
    const folder = await mkdtemp(join(tmpdir(), 'glidepath-trust-'));
    onTestFinished(async () => rm(folder, { recursive: true }));
    const rootFile = join(folder, 'trusted_root.json');
    await writeFile(rootFile, JSON.stringify(TrustedRoot.toJSON(root)));
    return { rootFile, cache: join(folder, 'cache') };
  }
}

function tokenOf({ issuer = ISSUER, repository = 'acme/checkout', workflow, commit = COMMIT }: Job): string {
  const ref = workflow ?? `${WORKFLOW}@refs/tags/v1`;
  const claims = {
    iss: issuer,
    sub: `https://github.com/${ref}`,
    aud: 'sigstore',
    repository,
    job_workflow_ref: ref,
    sha: commit,
  };
  return [{ alg: 'none', typ: 'JWT' }, claims, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

async function served(paths: Readonly<Record<string, HandlerFn>>): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const handler = paths[new URL(request.url ?? '', 'http://loopback').pathname];
    if (handler === undefined) {
      response.writeHead(404).end();
      return;
    }
    const said = await handler(Buffer.concat(chunks).toString('utf8'));
    const body = typeof said.response === 'string' ? said.response : bytesOf(said.response);
    response.writeHead(said.statusCode, { 'content-type': said.contentType ?? 'application/json' }).end(body);
  };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return `http://127.0.0.1:${address.port}`;
}

const proposedSchema = z.object({
  spec: z.object({
    proposedContent: z.object({ envelope: z.string(), verifiers: z.array(z.string()) }),
  }),
});
const envelopeSchema = z.object({
  payload: z.string(),
  signatures: z.array(z.object({ sig: z.string() })),
});

/** What Rekor makes of an envelope that it is to log: hashes and signatures, and not the content. */
function canonicalEntry(proposed: string): string {
  const { envelope, verifiers } = proposedSchema.parse(JSON.parse(proposed)).spec.proposedContent;
  const { payload, signatures } = envelopeSchema.parse(JSON.parse(envelope));
  const spec = {
    envelopeHash: hash(envelope),
    payloadHash: hash(Buffer.from(payload, 'base64')),
    signatures: signatures.map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })),
  };
  return JSON.stringify({ apiVersion: '0.0.1', kind: 'dsse', spec });
}

function hash(bytes: string | Buffer): object {
  return { algorithm: 'sha256', value: createHash('sha256').update(bytes).digest('hex') };
}

const LOG = 'https://log.test';
const LONG_AGO = new Date(0);

function authority(
  chain: readonly ArrayBufferView<ArrayBuffer>[],
): TrustedRoot['certificateAuthorities'][number] {
  return {
    subject: { commonName: 'sigstore', organization: 'sigstore.mock' },
    uri: 'https://authority.test',
    certChain: { certificates: chain.map((one) => ({ rawBytes: bytesOf(one) })) },
    validFor: { start: LONG_AGO, end: undefined },
    operator: 'test',
  };
}

function log(publicKey: Buffer, keyId: Buffer): TrustedRoot['tlogs'][number] {
  return {
    baseUrl: LOG,
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: {
      rawBytes: publicKey,
      keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
      validFor: { start: LONG_AGO, end: undefined },
    },
    logId: { keyId },
    checkpointKeyId: undefined,
    operator: 'test',
  };
}

function bytesOf(view: ArrayBufferView<ArrayBuffer>): Buffer<ArrayBuffer> {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function ecKeys(): ReturnType<typeof generateKeyPairSync> {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/**
 * A whole second within the life of what is issued in the next minute: the mock writes milliseconds in a form that DER does
 * not know where they end in a zero.
 */
function soon(): Date {
  return new Date((Math.ceil(Date.now() / 1_000) + 60) * 1_000);
}
