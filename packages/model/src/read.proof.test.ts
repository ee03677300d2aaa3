import { describe, expect, it } from 'vitest';
import { formatDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const ARTIFACT = 'artifact: { repository: ghcr.io/acme/site, path: ./dist }';

function building(proof: string): string {
  return `${production({})}build: { ${ARTIFACT}, proof: ${proof} }\n`;
}
function demanding(require: string, build = `{ ${ARTIFACT} }`): string {
  return `${production({ require })}build: ${build}\n`;
}
function proofIn(text: string): unknown {
  const read = readDelivery(building(text), 'f');
  return read.ok ? read.delivery.build[0]?.proof : told(building(text)).join('\n');
}
function demandIn(text: string): unknown {
  const read = readDelivery(demanding(text), 'f');
  return read.ok ? read.delivery.environments[0]?.require : told(demanding(text)).join('\n');
}

const RUN = { kind: 'sigstore', instance: 'auto' };

describe('the proof of a build', () => {
  it.each<[string, object]>([
    ['true', { sbom: null, signer: RUN }],
    ['{}', { sbom: null, signer: RUN }],
    ['{ sbom: syft }', { sbom: { kind: 'tool', tool: 'syft' }, signer: RUN }],
    ['{ sbom: ./syft }', { sbom: { kind: 'file', path: 'syft' }, signer: RUN }],
    ['{ key: { env: SIGNING_KEY } }', { sbom: null, signer: { kind: 'key', keyEnv: 'SIGNING_KEY' } }],
    ['{ sigstore: github }', { sbom: null, signer: { kind: 'sigstore', instance: 'github' } }],
    [
      '{ sigstore: { fulcio: "https://f.example/", tsa: "https://t.example" } }',
      {
        sbom: null,
        signer: {
          kind: 'sigstore',
          instance: { fulcio: 'https://f.example', rekor: null, tsa: 'https://t.example' },
        },
      },
    ],
  ])('is read: %s', (text, proof) => {
    expect(proofIn(text)).toEqual(proof);
  });

  it.each([
    ['yes please', 'f:8:76: build.proof is "yes please", write true'],
    ['{ sbom: ../bom.json }', 'build.proof.sbom is "../bom.json", .. may leave the workspace'],
    ['{ key: SIGNING_KEY }', 'write for example key: { env: GLIDEPATH_SIGNING_KEY }'],
    ['{ key: { env: "-----BEGIN" } }', 'a secret itself must not stand here'],
    ['{ key: { env: A }, sigstore: github }', 'build.proof.sigstore stands beside key, a key signs without'],
    ['{ sigstore: { fulcio: "https://f.example" } }', 'has neither "rekor" nor "tsa"'],
    ['{ sigstore: { fulcio: f.example, tsa: "https://t.example" } }', 'no URL can be read from it'],
    ['{ sbmo: syft }', 'unknown key "sbmo" in build.proof, write one of sbom, key, sigstore'],
  ])('is refused: %s', (text, says) => {
    expect(proofIn(text)).toContain(says);
  });

  it('is no build', () => {
    expect(told(`${production({})}build: { proof: true }\n`)).toEqual([
      expect.stringContaining('build is empty, it makes nothing'),
    ]);
  });
});

const WORKFLOW = {
  kind: 'workflow',
  workflow: 'glidepath/glidepath/.github/workflows/build.yml',
  ref: 'refs/tags/v*',
};
const DEMAND = { signer: WORKFLOW, source: null, sbom: false, trustFile: null };

describe('what an environment requires', () => {
  it.each<[string, object]>([
    ['provenance', DEMAND],
    ['{ provenance: true }', DEMAND],
    ['{ sbom: true }', { ...DEMAND, sbom: true }],
    ['{ provenance: { ref: refs/tags/v1 } }', { ...DEMAND, signer: { ...WORKFLOW, ref: 'refs/tags/v1' } }],
    [
      '{ provenance: { workflow: acme/ci/.github/workflows/build.yml, repository: acme/site, trust: roots.json } }',
      {
        ...DEMAND,
        signer: { kind: 'workflow', workflow: 'acme/ci/.github/workflows/build.yml', ref: null },
        source: 'acme/site',
        trustFile: 'roots.json',
      },
    ],
    [
      '{ provenance: { key: keys/build.pub } }',
      { ...DEMAND, signer: { kind: 'key', file: 'keys/build.pub' } },
    ],
  ])('is read, and written out: %s', (text, demand) => {
    expect(demandIn(text)).toEqual(demand);
    const read = readDelivery(demanding(text), 'f');
    expect(read.ok && readDelivery(formatDelivery(read.delivery), 'f')).toEqual(read);
  });

  it.each([
    ['provenence', 'f:4:14: environments.production.require is "provenence"'],
    ['{ provenance: { workflow: build.yml } }', "a workflow's file is owner/name, /.github/workflows/"],
    ['{ provenance: { ref: main } }', 'is "main", no ref in full, write for example refs/tags/v*'],
    ['{ provenance: { key: k.pub, ref: refs/heads/main } }', 'require.provenance.ref stands beside key'],
    ['{ provenance: { repository: checkout } }', 'a repository is its owner, / and its name'],
    ['{ provenance: { key: /etc/k.pub } }', 'an absolute path leaves the workspace'],
    ['{ sbom: spdx }', 'write true or false'],
  ])('is refused: %s', (text, says) => {
    expect(demandIn(text)).toContain(says);
  });

  it.each([
    ['{ local: { artifact: dist, command: [node], port: 8080 } }', '{ image: ghcr.io/a/b }', 'no repository'],
    ['{ kubernetes: { deployment: a } }', `{ ${ARTIFACT} }`, 'in which repository the images are'],
  ])('can be found nowhere: %s', (target, build, says) => {
    const file = production({ target, require: 'provenance' });
    expect(told(`${file}build: ${build}\n`).join('\n')).toMatch(
      new RegExp(`environments.production.require can hold nowhere, .*${says}`),
    );
  });
});
