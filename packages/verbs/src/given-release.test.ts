import type { Delivery } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { releaseGiven, type ReleaseOptions } from './given-release.ts';
import { DELIVERY } from './testing/surroundings.ts';
import { UserError } from './user-error.ts';

const [PRODUCTION] = DELIVERY.environments;
const BUILT: Delivery = {
  ...DELIVERY,
  build: [
    { kind: 'artifact', name: 'shop', repository: 'ghcr.io/acme/shop', path: 'app', proof: null },
    { kind: 'command', name: 'jvm', repository: 'ghcr.io/acme/jvm', run: ['make'], proof: null },
  ],
};
const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);
const DOCUMENT = {
  version: 1,
  service: 'shop',
  name: 'v1.4.2',
  image: `ghcr.io/acme/shop@${DIGEST}`,
  digest: DIGEST,
  commit: COMMIT,
  committedAt: '2026-03-05T14:00:00.000Z',
  artifactType: 'application/vnd.glidepath.artifact.v1',
  platforms: [],
};
const document = (own: object = {}): string => JSON.stringify({ ...DOCUMENT, ...own });

async function given(options: Partial<ReleaseOptions>, delivery = BUILT) {
  if (PRODUCTION === undefined) throw new Error('there is no environment');
  const none = { release: null, commit: null, digest: null, image: null, from: null, artifact: null };
  return releaseGiven({ workspace: '/nowhere', env: {} }, delivery, PRODUCTION, { ...none, ...options });
}

const AT = { registry: 'ghcr.io', repository: 'acme/shop' };

describe('what is to be released', () => {
  it('is the artifact where nothing is said', async () => {
    expect((await given({})).origin).toEqual({ kind: 'artifact' });
  });

  it('is an image by its tag, which names it', async () => {
    expect(await given({ image: 'ghcr.io/acme/shop:v1' })).toEqual({
      origin: { kind: 'image', image: { ...AT, tag: 'v1', digest: null }, named: false },
      named: { name: 'v1', commit: null, committedAt: null },
    });
    expect((await given({ image: 'ghcr.io/acme/shop' })).named.name).toBeNull();
    expect((await given({ image: 'ghcr.io/acme/shop:v1', release: 'spring' })).named.name).toBe('spring');
  });

  it('is an image whose tag was given beside its digest', async () => {
    const origin = { kind: 'image', image: { ...AT, tag: 'v1', digest: DIGEST }, named: false };
    expect((await given({ image: `ghcr.io/acme/shop:v1@${DIGEST}` })).origin).toEqual(origin);
    expect((await given({ image: 'ghcr.io/acme/shop:v1', digest: DIGEST })).origin).toEqual(origin);
  });

  it('is what a build gives out, with its name, its commit and its time', async () => {
    expect(await given({ release: ` ${document()}\n` })).toEqual({
      origin: { kind: 'image', image: { ...AT, tag: 'v1.4.2', digest: DIGEST }, named: true },
      named: { name: 'v1.4.2', commit: COMMIT, committedAt: Date.parse('2026-03-05T14:00:00Z') },
    });
    const same = { digest: DIGEST, image: `ghcr.io/acme/shop@${DIGEST}`, commit: COMMIT };
    expect((await given({ release: document(), ...same })).origin).toMatchObject({ kind: 'image' });
  });

  it('has no tag where its name can be none', async () => {
    expect((await given({ release: document({ name: 'release of May' }) })).origin).toMatchObject({
      image: { tag: null, digest: DIGEST },
    });
  });

  it.each<[string, Partial<ReleaseOptions>, RegExp]>([
    ['a reference that is none', { image: 'ghcr.io/acme/Shop:v1' }, /upper-case letters/],
    [
      'an image of another repository',
      { image: 'ghcr.io/acme/jvm:v1' },
      /image is ghcr.io\/acme\/jvm, and the releases of production are in ghcr.io\/acme\/shop/,
    ],
    [
      'an image of another registry',
      { image: 'acme/shop:v1' },
      /image is docker.io\/acme\/shop, and the releases/,
    ],
    [
      'two digests',
      { image: `ghcr.io/acme/shop@${DIGEST}`, digest: OTHER },
      /image has the digest sha256:a+, and digest is sha256:b+/,
    ],
    ['an image and an artifact', { image: 'ghcr.io/acme/shop:v1', artifact: 'dist' }, /each is a release/],
    ['a document and an artifact', { release: document(), artifact: 'dist' }, /each is a release/],
    [
      'an image and an environment',
      { image: 'ghcr.io/acme/shop:v1', from: 'staging' },
      /environment "staging"/,
    ],
    ['no JSON', { release: '{ version: 1' }, /no release document: it is no JSON; give the output release/],
    [
      'half a document',
      { release: '{"version":1}' },
      /no release document: service is not what a build gives/,
    ],
    ['a later form of it', { release: document({ version: 2 }) }, /version is not what a build gives out/],
    ['a document in itself wrong', { release: document({ digest: OTHER }) }, /its image is "ghcr.io/],
    ['a document of another service', { release: document({ service: 'till' }) }, /is of the service "till"/],
    [
      'a document of another repository',
      { release: document({ image: `ghcr.io/acme/jvm@${DIGEST}` }) },
      /image is ghcr.io\/acme\/jvm, and the releases/,
    ],
    [
      'a document and another digest',
      { release: document(), digest: OTHER },
      /digest is "sha256:b+", and the release document says sha256:a+; leave digest out/,
    ],
    [
      'a document and another image',
      { release: document(), image: `ghcr.io/acme/shop@${OTHER}` },
      /image is .*, and the release document says/,
    ],
    ['a document and another commit', { release: document(), commit: 'd'.repeat(40) }, /commit is "d+"/],
  ])('is not %s', async (_, options, says) => {
    const refused = given(options);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(says);
  });

  it('is no image where nobody says that there are any', async () => {
    await expect(given({ image: 'ghcr.io/acme/shop:v1' }, DELIVERY)).rejects.toThrow(
      /does not say that the artifact of production is pushed; write build:/,
    );
  });
});
