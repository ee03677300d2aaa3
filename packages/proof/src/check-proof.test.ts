import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { saying } from '@glidepath/images/testing';
import { bundleFromJSON, type Bundle } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { checkProof } from './check-proof.ts';
import { prove } from './prove.ts';
import { readySigner } from './sign/signer.ts';
import { afterChange, proven } from './testing/proven.ts';
import { pushImage, REQUIREMENT, setScene } from './testing/scene.ts';
import { COMMIT, TestSigstore, WORKFLOW, type Job, type SigstoreOptions } from './testing/sigstore.ts';
import type { ProofRequirement } from './types.ts';

const signedBy = (
  workflow: Partial<Extract<ProofRequirement['signer'], { kind: 'workflow' }>>,
): ProofRequirement => ({
  ...REQUIREMENT,
  signer: {
    kind: 'workflow',
    workflow: WORKFLOW,
    ref: null,
    serverUrl: 'https://github.com',
    issuer: 'https://token.actions.githubusercontent.com',
    ...workflow,
  },
});

const key = (pem = ''): ProofRequirement => ({ ...REQUIREMENT, signer: { kind: 'key', pem } });

describe('a proof is refused', () => {
  it.each<[string, Job, ProofRequirement, string]>([
    [
      'by another workflow',
      {},
      signedBy({ workflow: 'acme/ci/.github/workflows/other.yml' }),
      `it is signed by https://github.com/${WORKFLOW}@refs/tags/v1, not by https://github.com/acme/ci/.github/workflows/other.yml`,
    ],
    [
      'by a workflow whose name begins alike',
      { workflow: `${WORKFLOW}.evil.yml@refs/tags/v1` },
      REQUIREMENT,
      '.evil.yml',
    ],
    [
      'by the same path of a stranger',
      { workflow: 'evil/ci/.github/workflows/build.yml@refs/tags/v1' },
      REQUIREMENT,
      'signed by https://github.com/evil/ci',
    ],
    [
      'by the workflow of a branch',
      { workflow: `${WORKFLOW}@refs/heads/main` },
      REQUIREMENT,
      'not at a ref like refs/tags/v*',
    ],
    [
      'by the workflow at a ref that ends alike',
      { workflow: `${WORKFLOW}@refs/heads/x/refs/tags/v1` },
      REQUIREMENT,
      'not at a ref like',
    ],
    [
      'vouched for by another server',
      { issuer: 'https://evil.test' },
      REQUIREMENT,
      'vouched for by https://evil.test',
    ],
    [
      'from another repository',
      { repository: 'evil/checkout' },
      { ...REQUIREMENT, source: 'acme/checkout' },
      'it comes from https://github.com/evil/checkout',
    ],
    [
      'from another commit',
      { commit: 'd'.repeat(40) },
      REQUIREMENT,
      `it was built from the commit ${'d'.repeat(40)}, not from ${COMMIT}`,
    ],
  ])('%s', async (_name, job, requirement, says) => {
    const { scene, trust } = await proven(job);
    const finding = await checkProof(scene.subject, requirement, scene.places(trust, { github: null }));
    expect(finding).toMatchObject({ kind: 'unproven', why: saying(says), mend: saying('') });
  });

  it('of an authority that nobody trusts', async () => {
    const { scene } = await proven();
    const trust = await (await TestSigstore.start()).trust();
    const finding = await checkProof(scene.subject, REQUIREMENT, scene.places(trust));
    expect(finding).toMatchObject({ kind: 'unproven', why: saying('an authority that is not trusted here') });
  });

  it('about another image', async () => {
    const { scene, trust } = await proven();
    const digest = await pushImage(scene.repository, 'evil');
    const [path] = scene.github.attestations.keys();
    const [bundle] = [...scene.github.attestations.values()].flat();
    if (path === undefined || bundle === undefined) throw new Error('nothing was written');
    scene.github.put(path.replace(scene.subject.digest, digest), bundle);
    const finding = await checkProof({ ...scene.subject, digest }, REQUIREMENT, scene.places(trust));
    expect(finding).toMatchObject({ kind: 'unproven', why: saying(`it is about ${scene.subject.digest}`) });
  });

  it('when its certificate had expired', async () => {
    const world = await proven({}, { issuedAt: new Date(Date.now() - 3_600_000) });
    const finding = await afterChange(world, (bundle) => bundle);
    expect(finding).toMatchObject({
      kind: 'unproven',
      why: saying('its certificate was not valid when it was signed'),
    });
  });

  it.each<[string, SigstoreOptions, (bundle: Bundle) => void, string]>([
    [
      'without an entry in the log',
      {},
      (bundle) => (bundle.verificationMaterial.tlogEntries = []),
      'nobody vouches for the time',
    ],
    [
      'with a time and without the log',
      {},
      ({ verificationMaterial: { tlogEntries } }) => {
        for (const entry of tlogEntries) entry.inclusionPromise = undefined;
      },
      'nobody vouches for the time',
    ],
    [
      'without a timestamp',
      { by: 'timestamps' },
      (bundle) => (bundle.verificationMaterial.timestampVerificationData = undefined),
      'nobody vouches for the time',
    ],
    [
      'with the log entry of another',
      {},
      ({ verificationMaterial: { tlogEntries } }) => {
        for (const entry of tlogEntries) entry.canonicalizedBody = Buffer.from('{}');
      },
      'has no entry in the transparency log that holds',
    ],
    [
      'with another content',
      {},
      ({ content }) => {
        if (content.$case === 'dsseEnvelope')
          content.dsseEnvelope.payload = Buffer.from(
            content.dsseEnvelope.payload.toString('utf8').replace('checkout', 'checkin!'),
          );
      },
      'the transparency log has an entry of something else',
    ],
    [
      'with another content and no log',
      { by: 'timestamps' },
      ({ content }) => {
        if (content.$case === 'dsseEnvelope')
          content.dsseEnvelope.payload = Buffer.from(
            content.dsseEnvelope.payload.toString('utf8').replace('checkout', 'checkin!'),
          );
      },
      'its signature is not over its content',
    ],
    [
      'with two signatures',
      {},
      ({ content }) => {
        if (content.$case === 'dsseEnvelope')
          content.dsseEnvelope.signatures.push(...content.dsseEnvelope.signatures);
      },
      'it is no bundle of Sigstore',
    ],
    [
      'that is no statement',
      {},
      ({ content }) => {
        if (content.$case === 'dsseEnvelope') content.dsseEnvelope.payloadType = 'text/plain';
      },
      'signs something else than a statement',
    ],
  ])('%s', async (_name, options, change, says) => {
    const world = await proven({}, options);
    const finding = await afterChange(world, (bundle) => {
      change(bundle);
      return bundle;
    });
    expect(finding).toMatchObject({ kind: 'unproven', why: saying(says) });
  });

  it('when its builder is not its signer', async () => {
    const { scene, sigstore, trust } = await proven({ workflow: `${WORKFLOW}@refs/tags/v1` });
    const [statement] = [...scene.github.attestations.values()]
      .flat()
      .map((json) => bundleFromJSON(json).content);
    if (statement?.$case !== 'dsseEnvelope') throw new Error('no statement');
    // Another tag of the same workflow signs what the first one has said.
    const other = await readySigner(
      sigstore.signer({ workflow: `${WORKFLOW}@refs/tags/v2` }),
      'https://github.com',
    );
    const bundle = await other.sign(statement.dsseEnvelope.payload);
    for (const path of scene.github.attestations.keys()) scene.github.attestations.set(path, [bundle]);
    const finding = await checkProof(scene.subject, REQUIREMENT, scene.places(trust, { registry: null }));
    expect(finding).toMatchObject({ kind: 'unproven', why: saying('@refs/tags/v1 has built it, and') });
  });

  it('by a key where a workflow is demanded, and by a workflow where a key is', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const [own, other] = [publicKey, generateKeyPairSync('ed25519').publicKey].map((key) =>
      key.export({ type: 'spki', format: 'pem' }).toString(),
    );
    const { scene, trust } = await proven();
    const inRegistry = scene.places(trust, { github: null });
    expect(await checkProof(scene.subject, key(own), inRegistry)).toMatchObject({
      why: saying('signed with a certificate, and a key was to sign it'),
    });
    const second = await setScene();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await prove(second.request({ kind: 'key', pem }, trust));
    expect(await checkProof(second.subject, REQUIREMENT, second.places(trust))).toMatchObject({
      why: saying('signed with a key, and a workflow was to sign it'),
    });
    expect(await checkProof(second.subject, key(other), second.places(trust))).toMatchObject({
      kind: 'unproven',
      why: saying('its signature is not over its content'),
    });
    expect(
      await checkProof(second.subject, { ...key(own), source: 'evil/shop' }, second.places(trust)),
    ).toMatchObject({
      why: saying('not from evil/shop'),
    });
  });
});

describe('where there is no proof', () => {
  it('those who were asked are named', async () => {
    const scene = await setScene();
    const trust = { rootFile: null, cache: '/nowhere' };
    expect(await checkProof(scene.subject, REQUIREMENT, scene.places(trust))).toMatchObject({
      kind: 'unproven',
      why: saying('there is no signed provenance of'),
    });
    expect(
      await checkProof(
        scene.subject,
        { ...REQUIREMENT, predicate: 'sbom' },
        scene.places(trust, { github: null }),
      ),
    ).toMatchObject({ kind: 'unproven', why: saying('(asked: the registry)') });
  });

  it('provenance does not pass for an SBOM', async () => {
    const { scene, trust } = await proven();
    const requirement = { ...REQUIREMENT, predicate: 'sbom' } as const;
    expect(await checkProof(scene.subject, requirement, scene.places(trust))).toMatchObject({
      kind: 'unproven',
      why: saying('there is no signed SBOM'),
    });
  });
});

describe('nobody knows', () => {
  const trust = { rootFile: null, cache: '/nowhere' };

  it('where nobody may be asked', async () => {
    const scene = await setScene();
    const nobody = scene.places(trust, { github: null, registry: null });
    expect(await checkProof(scene.subject, REQUIREMENT, nobody)).toMatchObject({ kind: 'unknown' });
  });

  it('where GitHub refuses, and says what right is missing', async () => {
    const scene = await setScene();
    scene.github.refuses.read = 403;
    expect(await checkProof(scene.subject, REQUIREMENT, scene.places(trust))).toMatchObject({
      kind: 'unknown',
      why: saying('(403: Resource not accessible by integration)'),
      mend: saying('attestations: read'),
    });
  });

  it('where a place that refuses does not matter: the other one has it', async () => {
    const { scene, trust: own } = await proven();
    scene.github.refuses.read = 403;
    expect(await checkProof(scene.subject, REQUIREMENT, scene.places(own))).toMatchObject({ kind: 'proven' });
  });

  it('where whom to believe is not told: the file is no trusted root', async () => {
    const { scene, trust: own } = await proven();
    if (own.rootFile !== null) await writeFile(own.rootFile, '{}');
    await expect(checkProof(scene.subject, REQUIREMENT, scene.places(own))).rejects.toMatchObject({
      kind: 'invalid',
      message: saying('names no authority'),
    });
  });
});

describe('GitHub', () => {
  it('keeps bundles elsewhere, packed, and gives them in pages', async () => {
    const world = await proven();
    const { scene, trust } = world;
    const [path] = scene.github.attestations.keys();
    const [bundle] = [...scene.github.attestations.values()].flat();
    if (path === undefined || bundle === undefined) throw new Error('nothing was written');
    scene.github.attestations.set(path, [{ no: 'bundle' }, { no: 'bundle' }, bundle]);
    scene.github.packs = true;
    scene.github.pageSize = 1;
    const finding = await checkProof(scene.subject, REQUIREMENT, scene.places(trust, { registry: null }));
    expect(finding).toMatchObject({ kind: 'proven', from: 'github' });
  });
});
