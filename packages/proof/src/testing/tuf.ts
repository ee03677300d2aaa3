import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Loopback } from '@glidepath/images/testing';
import { canonicalize } from '@tufjs/canonical-json';
import type { Mirror } from '../trust/tuf.ts';

/** A repository of TUF on loopback with one target. It ends with the test. */
export class TestTuf {
  readonly mirror: Mirror;
  /** What stands under each path. Tests may change it. */
  readonly files: Map<string, string>;

  private constructor(mirror: Mirror, files: Map<string, string>) {
    this.mirror = mirror;
    this.files = files;
  }

  static async start(name: string, target: string): Promise<TestTuf> {
    const files = new Map<string, string>();
    const loopback = await Loopback.start(({ path }, response) => {
      const file = files.get(path);
      response.writeHead(file === undefined ? 404 : 200).end(file);
    });
    const keys = generateKeyPairSync('ed25519');
    const root = rootOf(keys.publicKey);
    const targets = signed(
      { ...meta('targets'), targets: { [name]: lengthAndHash(target) } },
      keys.privateKey,
    );
    const snapshot = signed(
      { ...meta('snapshot'), meta: { 'targets.json': { version: 1 } } },
      keys.privateKey,
    );
    const timestamp = { ...meta('timestamp'), meta: { 'snapshot.json': { version: 1 } } };
    files.set('/1.root.json', signed(root, keys.privateKey));
    files.set('/1.targets.json', targets);
    files.set('/1.snapshot.json', snapshot);
    files.set('/timestamp.json', signed(timestamp, keys.privateKey));
    files.set(`/targets/${sha256(target)}.${name}`, target);
    const first = { version: 1, digest: sha256(canonicalize(root)) };
    return new TestTuf({ url: `http://${loopback.host}`, first }, files);
  }
}

const KEY_ID = 'a'.repeat(64);

function rootOf(key: KeyObject): object {
  const raw = key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const role = { keyids: [KEY_ID], threshold: 1 };
  return {
    ...meta('root'),
    consistent_snapshot: true,
    keys: { [KEY_ID]: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } } },
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  };
}

function meta(type: string): object {
  const expires = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  return { _type: type, spec_version: '1.0.31', version: 1, expires };
}

function signed(content: object, key: KeyObject): string {
  const sig = sign(null, Buffer.from(canonicalize(content)), key).toString('hex');
  return JSON.stringify({ signed: content, signatures: [{ keyid: KEY_ID, sig }] });
}

function lengthAndHash(text: string): object {
  return { length: Buffer.byteLength(text), hashes: { sha256: sha256(text) } };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
