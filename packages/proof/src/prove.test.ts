import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { saying } from '@glidepath/images/testing';
import { bundleFromJSON } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { checkProof } from './check-proof.ts';
import { keyName } from './keys.ts';
import { prove } from './prove.ts';
import { readStatement } from './statement.ts';
import { FACTS, pushImage, REQUIREMENT, setScene } from './testing/scene.ts';
import { COMMIT, TestSigstore, WORKFLOW } from './testing/sigstore.ts';
import type { Trust } from './types.ts';

const SIGNED_BY = `https://github.com/${WORKFLOW}@refs/tags/v1`;
const NO_TRUST: Trust = { rootFile: '/nowhere/trusted_root.json', cache: '/nowhere' };

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

describe.each(['log', 'timestamps'] as const)('a proof whose time the %s vouch for', (by) => {
  it('is written once, to GitHub and the registry, and believed from each', async () => {
    const sigstore = await TestSigstore.start({ by });
    const scene = await setScene();
    const trust = await sigstore.trust();
    const made = await prove(scene.request(sigstore.signer(), trust));
    expect(made).toEqual([
      {
        predicateType: 'https://slsa.dev/provenance/v1',
        outcome: 'made',
        signer: SIGNED_BY,
        places: ['github', 'registry'],
        missing: null,
      },
    ]);
    for (const [from, own] of [
      ['github', { registry: null }],
      ['registry', { github: null }],
    ] as const)
      expect(await checkProof(scene.subject, REQUIREMENT, scene.places(trust, own))).toMatchObject({
        kind: 'proven',
        predicateType: 'https://slsa.dev/provenance/v1',
        signer: SIGNED_BY,
        source: 'https://github.com/acme/checkout',
        commit: COMMIT,
        builder: SIGNED_BY,
        from,
      });
    const again = await prove(
      scene.request(sigstore.signer({ workflow: `${WORKFLOW}@refs/tags/v2` }), trust),
    );
    expect(again).toMatchObject([{ outcome: 'found', places: ['github', 'registry'] }]);
    expect(scene.github.lines.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(await scene.repository.referrers(scene.subject.digest)).toHaveLength(1);
  });
});

describe('what a proof says', () => {
  it('is the build, by the workflow that the identity token names', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    await prove(scene.request(sigstore.signer(), await sigstore.trust()));
    const [referrer] = await scene.repository.referrers(scene.subject.digest);
    expect(referrer).toMatchObject({
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
      },
    });
    const [bundle] = [...scene.github.attestations.values()].flat();
    expect(bundle).toMatchObject({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' });
    const { content } = bundleFromJSON(bundle);
    if (content.$case !== 'dsseEnvelope') throw new Error('no statement');
    expect(readStatement(content.dsseEnvelope.payload)).toEqual({
      subjects: [scene.subject.digest],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'https://github.com/glidepath/glidepath/blob/main/docs/provenance.md#build-v1',
          externalParameters: {
            service: 'checkout',
            build: 'checkout',
            kind: 'image',
            parameters: FACTS.externalParameters,
          },
          internalParameters: {},
          resolvedDependencies: FACTS.resolvedDependencies,
        },
        runDetails: {
          builder: { id: SIGNED_BY },
          metadata: {
            invocationId: FACTS.invocationId,
            startedOn: '2026-03-05T14:00:00.000Z',
            finishedOn: '2026-03-05T14:02:00.000Z',
          },
        },
      },
    });
  });

  it('is an SBOM for each platform, found by the digest of the index and of the image', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    const trust = await sigstore.trust();
    const amd64 = await pushImage(scene.repository, 'amd64');
    const document = { spdxVersion: 'SPDX-2.3' };
    const sbom = { format: 'spdx', from: 'syft', parts: [{ document, of: amd64 }] } as const;
    const request = scene.request(sigstore.signer(), trust, { sbom });
    expect(await prove(request)).toMatchObject([
      { predicateType: 'https://slsa.dev/provenance/v1' },
      { predicateType: 'https://spdx.dev/Document', outcome: 'made' },
    ]);
    expect(await prove(request)).toMatchObject([{ outcome: 'found' }, { outcome: 'found' }]);
    const requirement = { ...REQUIREMENT, predicate: 'sbom' } as const;
    for (const digest of [scene.subject.digest, amd64])
      expect(
        await checkProof({ ...scene.subject, digest }, requirement, scene.places(trust, { registry: null })),
      ).toMatchObject({ kind: 'proven', predicateType: 'https://spdx.dev/Document' });
  });
});

describe('a place that does not take it', () => {
  it('is said, with the right that the job has to be given', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    scene.github.refuses.write = 403;
    const [made] = await prove(scene.request(sigstore.signer(), await sigstore.trust()));
    expect(made).toMatchObject({
      places: ['registry'],
      missing: saying('permissions: { attestations: write }'),
    });
  });

  it('gets it later from the other one, without a new signature', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    const trust = await sigstore.trust();
    const request = scene.request(sigstore.signer(), trust);
    await prove({ ...request, github: null });
    expect(await prove(request)).toMatchObject([{ outcome: 'found', places: ['registry', 'github'] }]);
    expect(
      await checkProof(scene.subject, REQUIREMENT, scene.places(trust, { registry: null })),
    ).toMatchObject({
      kind: 'proven',
    });
  });

  it('fails it where no other one does', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    scene.github.refuses.write = 403;
    scene.registry.readOnly = true;
    const error = await failure(prove(scene.request(sigstore.signer(), await sigstore.trust())));
    expect(error).toMatchObject({
      kind: 'refused',
      message: saying('nobody keeps it: GitHub does not store'),
    });
  });
});

describe('a signer', () => {
  it('who can not say who he is gets the line that is missing', async () => {
    const scene = await setScene();
    const signer = { kind: 'sigstore', identity: null, instance: 'public-good' } as const;
    const error = await failure(prove(scene.request(signer, NO_TRUST)));
    expect(error).toMatchObject({ kind: 'identity', mend: saying('permissions: { id-token: write }') });
    expect(scene.registry.lines.filter((line) => line.includes('/referrers/'))).toEqual([]);
  });

  it('whose authority is out of reach is named without the token', async () => {
    const sigstore = await TestSigstore.start();
    const scene = await setScene();
    const signer = sigstore.signer();
    if (signer.kind !== 'sigstore') throw new Error('another signer');
    const instance = { fulcio: `${sigstore.url}/nowhere`, rekor: null, tsa: null };
    const error = await failure(prove(scene.request({ ...signer, instance }, await sigstore.trust())));
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: saying("Sigstore's authority for certificates"),
    });
    expect(String(error)).not.toMatch(/eyJ|request-token/);
  });

  it.each([
    ['ECDSA P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['Ed25519', generateKeyPairSync('ed25519')],
  ])('with a key of %s needs no Sigstore', async (_name, { privateKey, publicKey }) => {
    const scene = await setScene();
    const request = scene.request({ kind: 'key', pem: pem(privateKey) }, NO_TRUST, { github: null });
    expect(await prove(request)).toMatchObject([{ outcome: 'made', signer: keyName(publicKey) }]);
    expect(await prove(request)).toMatchObject([{ outcome: 'found' }]);
    const requirement = { ...REQUIREMENT, signer: { kind: 'key', pem: pem(publicKey) } } as const;
    expect(await checkProof(scene.subject, requirement, scene.places(NO_TRUST))).toEqual({
      kind: 'proven',
      predicateType: 'https://slsa.dev/provenance/v1',
      signer: keyName(publicKey),
      source: 'https://github.com/acme/checkout',
      commit: COMMIT,
      builder: FACTS.builderId,
      at: null,
      from: 'registry',
    });
  });

  it.each([
    ['no key', 'hunter2', "can't be read"],
    ['RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey), 'of the kind rsa'],
    ['another curve', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), 'ec secp384r1'],
  ])('with %s is refused before anything is asked', async (_name, key, says) => {
    const scene = await setScene();
    const before = scene.registry.lines.length;
    const error = await failure(prove(scene.request({ kind: 'key', pem: key }, NO_TRUST)));
    expect(error).toMatchObject({ kind: 'invalid', message: saying(says) });
    expect(String(error)).not.toContain('hunter2');
    expect(scene.registry.lines).toHaveLength(before);
  });
});
