import { blobOfBytes, OCI_EMPTY, OCI_MANIFEST, parseReference, Repository } from '@glidepath/images';
import { MemoryRegistry, testAccess } from '@glidepath/images/testing';
import { instant, type Digest } from '@glidepath/model';
import type {
  BuildFacts,
  ProofPlaces,
  ProofRequest,
  ProofRequirement,
  Signer,
  Subject,
  Trust,
} from '../types.ts';
import { TestGitHub } from './github.ts';
import { COMMIT, ISSUER, WORKFLOW } from './sigstore.ts';

export const FACTS: BuildFacts = {
  service: 'checkout',
  build: 'checkout',
  kind: 'image',
  externalParameters: { dockerfile: 'Dockerfile', secrets: [{ id: 'npm', env: 'NPM_TOKEN' }] },
  resolvedDependencies: [
    { uri: 'git+https://github.com/acme/checkout@refs/heads/main', digest: { gitCommit: COMMIT } },
    { uri: 'pkg:docker/node@24', digest: { sha256: 'b'.repeat(64) } },
  ],
  builderId: 'https://github.com/acme/checkout/actions/runs/7',
  invocationId: 'https://github.com/acme/checkout/actions/runs/7/attempts/1',
  startedOn: instant(Date.UTC(2026, 2, 5, 14)),
  finishedOn: instant(Date.UTC(2026, 2, 5, 14, 2)),
};

export const BY_WORKFLOW: ProofRequirement['signer'] = {
  kind: 'workflow',
  workflow: WORKFLOW,
  ref: 'refs/tags/v*',
  serverUrl: 'https://github.com',
  issuer: ISSUER,
};

export const REQUIREMENT: ProofRequirement = {
  predicate: 'provenance',
  signer: BY_WORKFLOW,
  source: 'acme/checkout',
  commit: COMMIT,
};

/** A registry with an image in it, and GitHub. */
export interface Scene {
  readonly registry: MemoryRegistry;
  readonly github: TestGitHub;
  readonly subject: Subject;
  readonly repository: Repository;
  request(signer: Signer, trust: Trust, own?: Partial<ProofRequest>): ProofRequest;
  places(trust: Trust, own?: Partial<ProofPlaces>): ProofPlaces;
}

export async function setScene(): Promise<Scene> {
  const registry = await MemoryRegistry.start();
  const github = await TestGitHub.start();
  const access = testAccess();
  const name = `${registry.host}/acme/checkout`;
  const repository = new Repository(parseReference(name), access);
  const subject = { repository: name, digest: await pushImage(repository, 'checkout') };
  return {
    registry,
    github,
    subject,
    repository,
    request: (signer, trust, own = {}) => ({
      subject,
      facts: FACTS,
      sbom: null,
      signer,
      registry: access,
      github: github.access,
      trust,
      ...own,
    }),
    places: (trust, own = {}) => ({ github: github.access, registry: access, trust, ...own }),
  };
}

/** @param content makes another image of it */
export async function pushImage(repository: Repository, content: string): Promise<Digest> {
  const blob = blobOfBytes(Buffer.from(content));
  await repository.pushBlob(blob);
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: blob.digest, size: blob.size };
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { ...layer, mediaType: OCI_EMPTY },
    layers: [layer],
  };
  return repository.pushManifest(Buffer.from(JSON.stringify(manifest)), OCI_MANIFEST);
}
