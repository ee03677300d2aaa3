import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blobOfBytes,
  OCI_EMPTY,
  OCI_INDEX,
  OCI_MANIFEST,
  type Repository,
  type Workplace,
} from '@glidepath/images';
import { saying, testAccess } from '@glidepath/images/testing';
import type { Digest } from '@glidepath/model';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeStatement } from '../statement.ts';
import { pushImage, setScene } from '../testing/scene.ts';
import { attachedSbom } from './attached.ts';
import { readSbom } from './document.ts';
import { makeSbom } from './make.ts';
import { scanArguments } from './scan.ts';

const SPDX_DOCUMENT = {
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'checkout',
  documentNamespace: 'https://acme.test/checkout',
  creationInfo: { created: '2026-03-05T14:00:00Z', creators: ['Tool: syft'] },
  packages: [],
};
const CYCLONEDX_DOCUMENT = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] };

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'glidepath-sbom-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  return folder;
}

/** A program of this name that writes down how it was started, and does what the script says. */
async function withTool(name: string, script: string): Promise<Workplace> {
  const folder = await newFolder();
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { folder, env: { PATH: `${folder}:/usr/bin:/bin` }, stop: new AbortController().signal };
}

describe('a document', () => {
  it.each([
    ['SPDX', SPDX_DOCUMENT, 'spdx'],
    ['CycloneDX', CYCLONEDX_DOCUMENT, 'cyclonedx'],
  ])('of %s is known by what stands in it', (_name, document, format) => {
    expect(readSbom(bytes(document), 'sbom.json')).toEqual({ format, document });
  });

  it.each<[string, unknown, string]>([
    ['no SBOM', { name: 'checkout' }, 'neither of SPDX nor of CycloneDX'],
    ['SPDX 3', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' }, 'is of SPDX 3'],
    [
      'SPDX without its namespace',
      { ...SPDX_DOCUMENT, documentNamespace: undefined },
      'at documentNamespace',
    ],
    ['SPDX of another version', { ...SPDX_DOCUMENT, spdxVersion: 'SPDX-1.2' }, 'at spdxVersion'],
    ['CycloneDX without a version', { bomFormat: 'CycloneDX' }, 'at specVersion'],
    ['a list', [], 'no JSON object'],
  ])('that is %s is refused', (_name, document, says) => {
    expect(() => readSbom(bytes(document), 'sbom.json')).toThrow(says);
  });

  it('that is no JSON is refused', () => {
    expect(() => readSbom(Buffer.from('SPDXVersion: SPDX-2.3'), 'sbom.spdx')).toThrow('write it as JSON');
  });
});

describe('a tool', () => {
  const image = { kind: 'image', reference: 'ghcr.io/acme/checkout@sha256:1', isPlainHttp: false } as const;
  const folder = { kind: 'folder', path: '/src/site' } as const;

  it.each([
    [
      'syft',
      image,
      ['scan', 'registry:ghcr.io/acme/checkout@sha256:1', '--output', 'spdx-json=/out.json', '--quiet'],
    ],
    ['syft', folder, ['scan', 'dir:/src/site', '--output', 'spdx-json=/out.json', '--quiet']],
    [
      'trivy',
      image,
      [
        'image',
        '--image-src',
        'remote',
        '--format',
        'spdx-json',
        '--output',
        '/out.json',
        '--quiet',
        image.reference,
      ],
    ],
    ['trivy', folder, ['fs', '--format', 'spdx-json', '--output', '/out.json', '--quiet', '/src/site']],
    ['cdxgen', image, ['--type', 'oci', '--output', '/out.json', image.reference]],
    ['cdxgen', folder, ['--no-install-deps', '--output', '/out.json', '/src/site']],
  ] as const)('%s is started as it documents it', (tool, scanned, args) => {
    expect(scanArguments(tool, scanned, '/out.json')).toEqual(args);
  });

  it('looks at the image of each platform by its own digest', async () => {
    const { subject, repository } = await setScene();
    const [amd64, arm64] = [await pushImage(repository, 'amd64'), await pushImage(repository, 'arm64')];
    const digest = await pushIndex(repository, [platform(amd64, 'amd64'), platform(arm64, 'arm64')]);
    const document = JSON.stringify(SPDX_DOCUMENT);
    const script = `printf '%s' '${document}' | sed "s#checkout#$2#" > "\${4#spdx-json=}"`;
    const workplace = await withTool('syft', script);
    const source = { kind: 'tool', tool: 'syft', path: null } as const;
    const { parts, ...sbom } = await makeSbom(source, { ...subject, digest }, testAccess(), workplace);
    expect(sbom).toEqual({ format: 'spdx', from: 'syft' });
    expect(parts).toMatchObject([
      { of: amd64, document: { name: `registry:${subject.repository}@${amd64}` } },
      { of: arm64, document: { name: `registry:${subject.repository}@${arm64}` } },
    ]);
  });

  it.each([
    ['is not there', 'nothing', 'exit 0', 'syft is not on the PATH'],
    ['fails', 'syft', 'echo "no \u001b[31msuch image"; exit 3', 'exit code 3: no  [31msuch image'],
    ['writes nothing', 'syft', 'exit 0', 'has ended without an SBOM'],
    ['writes something else', 'syft', `echo '{}' > "\${4#spdx-json=}"`, 'neither of SPDX nor of CycloneDX'],
  ])('that %s is named', async (_name, program, script, says) => {
    const { subject } = await setScene();
    const workplace = await withTool(program, script);
    const source = { kind: 'tool', tool: 'syft', path: null } as const;
    await expect(makeSbom(source, subject, testAccess(), workplace)).rejects.toMatchObject({
      name: 'ProofError',
      message: saying(says),
    });
  });

  it('is not needed where the document is there', async () => {
    const { subject } = await setScene();
    const workplace = await withTool('nothing', '');
    const path = join(workplace.folder, 'bom.json');
    await writeFile(path, JSON.stringify(CYCLONEDX_DOCUMENT));
    expect(await makeSbom({ kind: 'file', path }, subject, testAccess(), workplace)).toEqual({
      format: 'cyclonedx',
      from: path,
      parts: [{ document: CYCLONEDX_DOCUMENT, of: null }],
    });
    await expect(
      makeSbom({ kind: 'file', path: `${path}.none` }, subject, testAccess(), workplace),
    ).rejects.toMatchObject({ kind: 'invalid', message: saying("can't be read") });
  });
});

describe('what BuildKit has put beside an image', () => {
  it('is taken where it is about that image', async () => {
    const { subject, repository } = await setScene();
    const amd64 = await pushImage(repository, 'amd64');
    const statement = writeStatement('app', [amd64], 'https://spdx.dev/Document', SPDX_DOCUMENT);
    const digest = await pushIndex(repository, [
      platform(amd64, 'amd64'),
      await attestation(repository, amd64, statement),
    ]);
    expect(await attachedSbom({ ...subject, digest }, testAccess())).toEqual({
      format: 'spdx',
      from: 'BuildKit',
      parts: [{ document: SPDX_DOCUMENT, of: amd64 }],
    });
  });

  it('is left where it is about another one, or not there at all', async () => {
    const { subject, repository } = await setScene();
    const amd64 = await pushImage(repository, 'amd64');
    const statement = writeStatement('app', [subject.digest], 'https://spdx.dev/Document', SPDX_DOCUMENT);
    const digest = await pushIndex(repository, [
      platform(amd64, 'amd64'),
      await attestation(repository, amd64, statement),
    ]);
    expect(await attachedSbom({ ...subject, digest }, testAccess())).toBeNull();
    expect(await attachedSbom(subject, testAccess())).toBeNull();
  });
});

function platform(digest: Digest, architecture: string): object {
  return { mediaType: OCI_MANIFEST, digest, size: 1, platform: { os: 'linux', architecture } };
}

async function attestation(repository: Repository, about: Digest, statement: Buffer): Promise<object> {
  const blob = blobOfBytes(statement);
  const config = blobOfBytes(Buffer.from('{}'));
  await repository.pushBlob(blob);
  const manifest = bytes({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_EMPTY, digest: config.digest, size: config.size },
    layers: [
      {
        mediaType: 'application/vnd.in-toto+json',
        digest: blob.digest,
        size: blob.size,
        annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
      },
    ],
  });
  return {
    mediaType: OCI_MANIFEST,
    digest: await repository.pushManifest(manifest, OCI_MANIFEST),
    size: manifest.length,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': about,
    },
  };
}

async function pushIndex(repository: Repository, manifests: readonly object[]): Promise<Digest> {
  return repository.pushManifest(bytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }), OCI_INDEX);
}
