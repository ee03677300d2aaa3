import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { World } from '@glidepath/conductor/testing';
import { MemoryRegistry, saying } from '@glidepath/images/testing';
import type { Delivery, Environment, ProofDemand } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../build/build.ts';
import { gatesFor } from '../gates.ts';
import { DELIVERY, Repository, surroundingsOf } from '../testing/surroundings.ts';

const OURS = generateKeyPairSync('ed25519');
const THEIRS = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

let repository: Repository;
let registry: MemoryRegistry;
let world: World;

beforeEach(async () => {
  repository = new Repository();
  registry = await MemoryRegistry.start();
  world = new World();
  repository.write('keys/build.pub', pem(OURS.publicKey));
  repository.write('app/server.js', 'hello');
});
afterEach(() => repository.remove());

const here = (env: Readonly<Record<string, string>> = {}) => ({
  ...surroundingsOf(world, repository.folder),
  env: { HOME: repository.folder, PATH: '/usr/bin:/bin', ...env },
});

/** Built, pushed and, with a key, signed. */
async function built(key: KeyObject | null) {
  const proof = key === null ? '' : ', proof: { key: { env: SIGNING_KEY } }';
  repository.write(
    '.github/delivery.yml',
    `service: shop
build: { artifact: { repository: "${registry.host}/acme/shop", path: app }${proof} }
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`,
  );
  const { release } = await build(here(key === null ? {} : { SIGNING_KEY: pem(key) }), {
    file: '.github/delivery.yml',
    name: null,
    tag: 'v1',
    commit: null,
    builder: 'auto',
    push: true,
  });
  if (release === null) throw new Error('nothing was pushed');
  return release;
}

const BY_KEY: ProofDemand = {
  signer: { kind: 'key', file: 'keys/build.pub' },
  source: null,
  sbom: false,
  trustFile: null,
};

function gates(
  release: Parameters<typeof gatesFor>[2],
  demand: ProofDemand | null,
  repositories = [registry.host],
) {
  const [production] = DELIVERY.environments;
  if (production === undefined) throw new Error('there is no environment');
  const environment: Environment = { ...production, require: demand };
  const delivery: Delivery = {
    ...DELIVERY,
    build: repositories.map((host, index) => ({
      kind: 'artifact',
      name: `build-${index}`,
      repository: `${host}/acme/shop`,
      path: 'app',
      proof: null,
    })),
  };
  return gatesFor(here(), { delivery, environment }, release, { atStart: async () => [] });
}

describe('what an environment requires', () => {
  it('is proven by what the right key has signed, and asked once', async () => {
    const ask = gates(await built(OURS.privateKey), BY_KEY);
    expect(await ask()).toEqual([]);
    expect(world.listener.notes).toContainEqual(saying('its provenance is proven: signed by key sha256:'));
    const asked = registry.lines.length;
    expect(await ask()).toEqual([]);
    expect(registry.lines.length).toBe(asked);
  });

  it('is not proven by another key', async () => {
    expect(await gates(await built(THEIRS.privateKey), BY_KEY)()).toMatchObject([
      {
        reason: 'unproven',
        message: saying('production requires provenance of v1 (sha256:'),
      },
    ]);
  });

  it('is not proven where nothing was signed, nor of what is signed without an SBOM', async () => {
    expect(await gates(await built(null), BY_KEY)()).toMatchObject([
      { reason: 'unproven', message: saying('there is no signed provenance of') },
    ]);
    expect(await gates(await built(OURS.privateKey), { ...BY_KEY, sbom: true })()).toMatchObject([
      { reason: 'unproven', message: saying('no signed SBOM') },
    ]);
  });

  it('is unknown where nobody answers, and where nobody says whose source it must be', async () => {
    const release = await built(OURS.privateKey);
    const elsewhere = gates(release, BY_KEY, ['127.0.0.1:1']);
    expect(await elsewhere()).toMatchObject([{ reason: 'gate-unreachable' }]);
    const workflow = { kind: 'workflow', workflow: '.github/workflows/build.yml', ref: null } as const;
    expect(await gates(release, { ...BY_KEY, signer: workflow })()).toMatchObject([
      {
        reason: 'gate-unreachable',
        message: saying('write require: { provenance: { repository:'),
      },
    ]);
    const noKey = { ...BY_KEY, signer: { kind: 'key', file: 'keys/none.pub' } } as const;
    expect(await gates(release, noKey)()).toMatchObject([
      {
        reason: 'gate-unreachable',
        message: saying('public key "keys/none.pub" is not there'),
      },
    ]);
  });

  it('is not asked before there is a digest, nor where nothing is required', async () => {
    const release = await built(null);
    expect(await gates({ ...release, digest: null }, BY_KEY)()).toEqual([]);
    expect(await gates(release, null)()).toEqual([]);
  });
});
