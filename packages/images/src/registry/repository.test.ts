import type { ServerResponse } from 'node:http';
import { digest } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../sha256.ts';
import { Loopback, testAccess, type Asked, type Handler } from '../testing/loopback.ts';
import { OCI_INDEX, OCI_MANIFEST } from './media-types.ts';
import { parsePlatform } from './platform.ts';
import { Repository } from './repository.ts';
import { saying } from '../testing/saying.ts';

const blob = (text: string, mediaType = 'application/vnd.oci.image.layer.v1.tar') => ({
  mediaType,
  digest: digestOf(Buffer.from(text)),
  size: text.length,
});
const imageJson = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: blob('{}', 'a/b'),
  layers: [blob('layer')],
};
const IMAGE = Buffer.from(JSON.stringify(imageJson));
const DIGEST = digestOf(IMAGE);

function send(
  response: ServerResponse,
  status: number,
  body: Buffer | string = '',
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

const sendManifest = (response: ServerResponse, bytes: Buffer, type = OCI_MANIFEST): void =>
  send(response, 200, bytes, { 'content-type': type, 'docker-content-digest': digestOf(bytes) });

async function served(handler: Handler, own: Parameters<typeof testAccess>[0] = {}) {
  const server = await Loopback.start(handler);
  const access = testAccess(own);
  return {
    server,
    access,
    repository: new Repository({ registry: server.host, repository: 'shop/app' }, access),
  };
}

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('a tag', () => {
  it('is looked up once, and its manifest is read by the digest', async () => {
    const { server, repository } = await served((_, response) => sendManifest(response, IMAGE));
    expect((await repository.resolve({ tag: '1', digest: null })).digest).toBe(DIGEST);
    expect(server.lines).toEqual(['HEAD /v2/shop/app/manifests/1', `GET /v2/shop/app/manifests/${DIGEST}`]);
  });

  it.each([
    ['does not know the question', 405],
    ['leaves the digest out', 200],
  ])('is read as a whole where the registry %s', async (_name, status) => {
    const { repository } = await served(({ method }, response) =>
      method === 'HEAD' ? send(response, status) : sendManifest(response, IMAGE),
    );
    expect(await repository.digestOf('1')).toBe(DIGEST);
  });

  it('that is none is refused before anything is asked', async () => {
    const { server, repository } = await served((_, response) => send(response, 200));
    expect(await failure(repository.digestOf('../x'))).toMatchObject({ kind: 'invalid' });
    expect(server.lines).toEqual([]);
  });
});

const other = Buffer.from(JSON.stringify({ ...imageJson, annotations: { x: 'y' } }));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const errors = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });
const entry = (platform: object) => ({ ...blob(JSON.stringify(platform), OCI_MANIFEST), platform });
const page = (manifests: readonly object[]): Buffer =>
  json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });

describe('a manifest', () => {
  it.each<[string, Buffer, string, string, string]>([
    ['another one', other, OCI_MANIFEST, 'mismatch', 'do not use it'],
    ['a byte less', IMAGE.subarray(1), OCI_MANIFEST, 'mismatch', 'do not use it'],
  ])('is refused where the registry sends %s', async (_name, bytes, type, kind, says) => {
    const { repository } = await served((_, response) => sendManifest(response, bytes, type));
    const error = await failure(repository.manifest(DIGEST));
    expect(error).toMatchObject({ kind, message: saying(says) });
  });

  it.each<[string, Buffer, string, string]>([
    ['no JSON', Buffer.from('<html>'), OCI_MANIFEST, 'is no JSON'],
    ['another type than it says', IMAGE, OCI_INDEX, `was sent as ${OCI_INDEX}`],
    ['no type', json({ ...imageJson, mediaType: undefined }), 'text/plain', 'is of the type text/plain'],
    ['schema 1', json({ schemaVersion: 1 }), 'application/json', 'schema 1'],
    ['an image that is an index too', json({ ...imageJson, manifests: [] }), OCI_MANIFEST, 'at manifests'],
    [
      'an index that is an image too',
      json({ ...imageJson, mediaType: OCI_INDEX, manifests: [] }),
      OCI_INDEX,
      'has it at',
    ],
    [
      'a digest that is none',
      json({ ...imageJson, layers: [{ ...blob('x'), digest: 'sha256:x' }] }),
      OCI_MANIFEST,
      'layers.0.digest',
    ],
    [
      'a size below zero',
      json({ ...imageJson, layers: [{ ...blob('x'), size: -1 }] }),
      OCI_MANIFEST,
      'layers.0.size',
    ],
    ['an array', json([]), OCI_MANIFEST, 'has it at its root'],
  ])('is refused where it is %s', async (_name, bytes, type, says) => {
    const { repository } = await served((_, response) => sendManifest(response, bytes, type));
    const error = await failure(repository.manifest(digestOf(bytes)));
    expect(error).toMatchObject({ kind: 'broken', message: saying(says) });
  });

  it('is not read beyond 4 MiB', async () => {
    const { repository } = await served((_, response) =>
      send(response, 200, Buffer.alloc(4 * 1024 * 1024 + 1)),
    );
    expect(await failure(repository.manifest(DIGEST))).toMatchObject({ kind: 'too-large' });
  });
});

describe('trouble', () => {
  it.each<[number, string, string, string]>([
    [403, errors('DENIED', 'not yours'), 'refused', 'DENIED not yours'],
    [404, errors('MANIFEST_UNKNOWN', 'no such'), 'not-found', 'MANIFEST_UNKNOWN'],
    [400, 'text\u001B[2J', 'broken', 'text [2J'],
    [413, '<html>', 'too-large', 'raise the limit'],
    [507, '', 'full', 'has no room'],
    [403, errors('DENIED', 'quota exceeded'), 'full', 'quota exceeded'],
    [302, '', 'broken', 'it is no address'],
  ])('is told: %d', async (status, body, kind, says) => {
    const { access, repository } = await served((_, response) => send(response, status, body));
    const error = await failure(repository.manifest(DIGEST));
    expect(error).toMatchObject({ kind, message: saying(says) });
    expect(access.waits).toEqual([]);
  });

  it.each<[number, string, Record<string, string>, readonly number[]]>([
    [503, 'unreachable', {}, [500, 1000, 2000]],
    [429, 'throttled', { 'retry-after': '7' }, [7000, 7000, 7000]],
    [429, 'throttled', { 'retry-after': 'Thu, 01 Jan 1970 00:16:45 GMT' }, [5000, 5000, 5000]],
    [429, 'throttled', { 'retry-after': '3600' }, []],
    [500, 'full', { x: 'no space left on device' }, [500, 1000, 2000]],
  ])('that may pass is waited for: %d', async (status, kind, headers, waits) => {
    const { access, repository } = await served((_, response) =>
      send(response, status, JSON.stringify({ errors: [{ detail: headers }] }), headers),
    );
    expect(await failure(repository.manifest(DIGEST))).toMatchObject({ kind });
    expect(access.waits).toEqual(waits);
  });

  it('that has passed is forgotten, a cut in the middle of an answer too', async () => {
    let asked = 0;
    const { repository } = await served((_, response) => {
      asked += 1;
      if (asked === 1) response.destroy();
      else if (asked === 2) send(response, 502);
      else if (asked === 3) {
        response.writeHead(200, { 'content-length': IMAGE.length, 'content-type': OCI_MANIFEST });
        response.write(IMAGE.subarray(0, 10), () => response.destroy());
      } else sendManifest(response, IMAGE);
    });
    expect((await repository.manifest(DIGEST)).digest).toBe(DIGEST);
    expect(asked).toBe(4);
  });

  it('of a registry that is not there', async () => {
    const { server, repository } = await served((_, response) => send(response, 200));
    await server.stop();
    expect(await failure(repository.manifest(DIGEST))).toMatchObject({
      kind: 'unreachable',
      message: saying('ECONNREFUSED'),
    });
  });
});

describe('a redirect', () => {
  it('to another place takes no login along', async () => {
    const store = await Loopback.start((_, response) => send(response, 200, 'layer'));
    const { server, repository } = await served(
      ({ headers }: Asked, response) =>
        headers.authorization === undefined
          ? send(response, 401, '', { 'www-authenticate': 'Basic realm="x"' })
          : send(response, 307, '', { location: `http://${store.host}/blob` }),
      { login: async () => ({ kind: 'basic', user: 'dana', password: 'secret' }) },
    );
    const bytes = await repository.blob({ ...blob('layer'), annotations: {}, artifactType: null }, 100);
    expect(bytes.toString()).toBe('layer');
    expect(server.asked.at(-1)?.headers.authorization).toMatch(/^Basic /);
    expect(store.asked[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['a place without TLS', 'http://example.com/x', 'which is not https'],
    ['a file', 'file:///etc/passwd', 'which is not https'],
  ])('to %s is not followed', async (_name, location, says) => {
    const { repository } = await served((_, response) => send(response, 302, '', { location }));
    expect(await failure(repository.manifest(DIGEST))).toMatchObject({
      kind: 'broken',
      message: saying(says),
    });
  });

  it('that goes round ends', async () => {
    const { server, repository } = await served((_, response) =>
      send(response, 302, '', { location: '/v2/x' }),
    );
    expect(await failure(repository.manifest(DIGEST))).toMatchObject({ kind: 'broken' });
    expect(server.lines).toHaveLength(6);
  });
});

describe('a blob', () => {
  const descriptor = { ...blob('layer'), annotations: {}, artifactType: null };
  it.each<[string, string, number, string]>([
    ['other bytes', 'LAYER', 100, 'mismatch'],
    ['fewer bytes', 'laye', 100, 'mismatch'],
    ['more bytes than it has', 'layer and more', 100, 'too-large'],
    ['more than the limit', 'layer', 4, 'too-large'],
  ])('is refused: %s', async (_name, sent, limit, kind) => {
    const { repository } = await served((_, response) => send(response, 200, sent));
    expect(await failure(repository.blob(descriptor, limit))).toMatchObject({ kind });
  });
});

describe('a platform', () => {
  const index = json({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      {
        ...entry({ os: 'unknown', architecture: 'unknown' }),
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
      entry({ os: 'linux', architecture: 'arm64', variant: 'v8' }),
      {
        mediaType: OCI_MANIFEST,
        digest: DIGEST,
        size: IMAGE.length,
        platform: { os: 'linux', architecture: 'amd64' },
      },
    ],
  });

  it('is chosen out of an index', async () => {
    const { repository } = await served(({ path }, response) =>
      path.endsWith(DIGEST) ? sendManifest(response, IMAGE) : sendManifest(response, index, OCI_INDEX),
    );
    const manifest = await repository.manifest(digestOf(index));
    expect((await repository.image(manifest, parsePlatform('linux/x86_64'))).digest).toBe(DIGEST);
    const error = await failure(repository.image(manifest, parsePlatform('linux/arm/v6')));
    expect(error).toMatchObject({
      kind: 'not-found',
      message: saying('only for linux/arm64/v8, linux/amd64'),
    });
  });
});

describe('a tag that is set', () => {
  it('is left where it names something else', async () => {
    const elsewhere = digest(`sha256:${'1'.repeat(64)}`);
    const { server, repository } = await served((_, response) =>
      send(response, 200, '', { 'docker-content-digest': elsewhere }),
    );
    expect(await failure(repository.tag('live', DIGEST, 'keep'))).toMatchObject({ kind: 'taken' });
    expect(server.lines).toEqual(['HEAD /v2/shop/app/manifests/live']);
  });
});

describe('referrers', () => {
  const proof = { ...blob('proof', OCI_MANIFEST), artifactType: 'a/proof' };
  const sbom = { ...blob('sbom', OCI_MANIFEST), artifactType: 'a/sbom' };

  it('are read over several pages, and filtered where the registry does not', async () => {
    const { repository } = await served(({ query }, response) =>
      query.has('last')
        ? send(response, 200, page([sbom]), { 'content-type': OCI_INDEX })
        : send(response, 200, page([proof]), { 'content-type': OCI_INDEX, link: '<?last=1>; rel="next"' }),
    );
    expect((await repository.referrers(DIGEST)).map((one) => one.artifactType)).toEqual([
      'a/proof',
      'a/sbom',
    ]);
    expect(await repository.referrers(DIGEST, 'a/sbom')).toHaveLength(1);
  });

  it('are not read elsewhere', async () => {
    const { repository } = await served((_, response) =>
      send(response, 200, page([]), { 'content-type': OCI_INDEX, link: '<http://127.0.0.1:1/>; rel="next"' }),
    );
    expect(await failure(repository.referrers(DIGEST))).toMatchObject({ kind: 'broken' });
  });

  it('are read under a tag where the question is not known', async () => {
    const list = page([proof]);
    const { server, repository } = await served(({ path }, response) =>
      path.includes('/referrers/') ? send(response, 404) : sendManifest(response, list, OCI_INDEX),
    );
    expect(await repository.referrers(DIGEST, 'a/proof')).toHaveLength(1);
    expect(server.lines).toContain(`HEAD /v2/shop/app/manifests/${DIGEST.replace(':', '-')}`);
  });
});
