import { generateKeyPairSync, sign } from 'node:crypto';
import { saying } from '@glidepath/images/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { checkProof } from './check-proof.ts';
import { prove } from './prove.ts';
import { afterChange, proven } from './testing/proven.ts';
import { REQUIREMENT, setScene } from './testing/scene.ts';
import { TestSigstore } from './testing/sigstore.ts';

const flip = (bytes: Buffer, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  const index = at % bytes.length;
  changed[index] = (changed[index] ?? 0) ^ (1 + (at % 255));
  return changed;
};

describe('whatever byte is changed', () => {
  it.each(['payload', 'signature', 'certificate'] as const)('of the %s, it is no proof', async (part) => {
    const world = await proven();
    const [json] = [...world.scene.github.attestations.values()].flat();
    const before = await afterChange(world, (bundle) => bundle);
    expect(before.kind).toBe('proven');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1_000_000 }), async (at) => {
        for (const path of world.scene.github.attestations.keys())
          world.scene.github.attestations.set(path, json === undefined ? [] : [json]);
        const finding = await afterChange(world, (bundle) => {
          if (bundle.content.$case !== 'dsseEnvelope') throw new Error('no statement');
          const [first] = bundle.content.dsseEnvelope.signatures;
          const { content } = bundle.verificationMaterial;
          if (part === 'payload')
            bundle.content.dsseEnvelope.payload = flip(bundle.content.dsseEnvelope.payload, at);
          else if (part === 'signature' && first !== undefined) first.sig = flip(first.sig, at);
          else if (content.$case === 'certificate')
            content.certificate.rawBytes = flip(content.certificate.rawBytes, at);
          return bundle;
        });
        // What stands around the signed part of a certificate says nothing.
        if (part === 'certificate' && finding.kind === 'proven') expect(finding).toEqual(before);
        else expect(finding.kind).not.toBe('proven');
      }),
      { numRuns: 60 },
    );
  });

  it('of the whole, it is no proof or the same proof', async () => {
    const world = await proven();
    const [json] = [...world.scene.github.attestations.values()].flat();
    const text = JSON.stringify(json);
    const before = await checkProof(
      world.scene.subject,
      REQUIREMENT,
      world.scene.places(world.trust, { registry: null }),
    );
    expect(before.kind).toBe('proven');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.integer({ min: 32, max: 126 }),
        async (at, code) => {
          const changed = `${text.slice(0, at)}${String.fromCodePoint(code)}${text.slice(at + 1)}`;
          let bundle: object = {};
          try {
            bundle = z.looseObject({}).parse(JSON.parse(changed));
          } catch {
            // No JSON is no bundle.
          }
          for (const path of world.scene.github.attestations.keys())
            world.scene.github.attestations.set(path, [bundle]);
          const finding = await checkProof(
            world.scene.subject,
            REQUIREMENT,
            world.scene.places(world.trust, { registry: null }),
          );
          if (finding.kind === 'proven') expect(finding).toEqual(before);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a signature by a key over anything', () => {
  it('is believed, and not after a change', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const scene = await setScene();
    const trust = { rootFile: null, cache: '/nowhere' };
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const signer = {
      kind: 'key',
      pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    } as const;
    await prove(scene.request({ kind: 'key', pem }, trust));
    const world = { scene, sigstore: await TestSigstore.start(), trust };
    const requirement = { ...REQUIREMENT, signer };
    expect(await afterChange(world, (bundle) => bundle, requirement)).toMatchObject({ kind: 'proven' });
    const forged = await afterChange(
      world,
      (bundle) => {
        if (bundle.content.$case !== 'dsseEnvelope') throw new Error('no statement');
        const { payload, signatures } = bundle.content.dsseEnvelope;
        // Over the bytes alone, as if there were no envelope around them.
        for (const one of signatures) one.sig = sign('sha256', payload, privateKey);
        return bundle;
      },
      requirement,
    );
    expect(forged).toMatchObject({ kind: 'unproven', why: saying('its signature is not over its content') });
  });
});
