import { TargetError } from '@glidepath/conductor';
import { World } from '@glidepath/conductor/testing';
import { parseReference } from '@glidepath/images';
import { MemoryRegistry } from '@glidepath/images/testing';
import { digest, type Digest } from '@glidepath/model';
import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { settleImage } from './settle-image.ts';
import { surroundingsOf } from './testing/surroundings.ts';
import { UserError } from './user-error.ts';

const TYPE = 'application/vnd.oci.image.manifest.v1+json';

let registry: MemoryRegistry;
let world: World;

beforeEach(async () => {
  registry = await MemoryRegistry.start();
  world = new World();
});

/** Pushed under a tag, which moves. */
function push(text: string, tag: string): Digest {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(text), size: 1 };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: TYPE, config, layers: [] }));
  const name = digestOf(bytes);
  for (const key of [`shop/site@${name}`, `shop/site:${tag}`])
    registry.manifests.set(key, { bytes, type: TYPE });
  return name;
}

function digestOf(content: string | Buffer): Digest {
  return digest(`sha256:${createHash('sha256').update(content).digest('hex')}`);
}

async function settle(reference: string) {
  const image = parseReference(`${registry.host}/shop/site${reference}`);
  return settleImage(surroundingsOf(world), { kind: 'image', image, named: false });
}

it('asks once what a tag names, and says so', async () => {
  const first = push('1', 'v1');
  const settled = await settle(':v1');
  push('2', 'v1');
  expect(settled).toEqual({ origin: { kind: 'digest', digest: first, named: false }, moved: null });
  expect(world.listener.notes).toEqual([
    `${registry.host}/shop/site:v1 is ${first} now, and that is what is delivered`,
  ]);
});

it('notices that a tag has moved since the build', async () => {
  const first = push('1', 'v1');
  expect(await settle(`:v1@${first}`)).toMatchObject({ moved: null });
  const second = push('2', 'v1');
  const { origin, moved } = await settle(`:v1@${first}`);
  expect(origin).toEqual({ kind: 'digest', digest: first, named: false });
  expect(moved).toBe(
    `the tag ${registry.host}/shop/site:v1 has moved since the build and is ${second} now; ${first} is what was given to be delivered`,
  );
  expect(world.listener.notes).toEqual([moved]);
  registry.manifests.delete('shop/site:v1');
  expect((await settle(`:v1@${first}`)).moved).toContain('is gone since the build');
});

it('asks nothing where there is no tag', async () => {
  const { origin } = await settle(`@${digestOf('1')}`);
  expect(origin).toMatchObject({ digest: digestOf('1') });
  expect(registry.lines).toEqual([]);
});

it('is refused where there is no such tag', async () => {
  await expect(settle(':v9')).rejects.toThrow(UserError);
  await expect(settle(':v9')).rejects.toThrow(/has no tag v9; check the name and the tag/);
});

it('is trouble where the answer makes no sense', async () => {
  registry.manifests.set(`shop/site@${digestOf('{}')}`, { bytes: Buffer.from('{}'), type: TYPE });
  registry.manifests.set('shop/site:v1', { bytes: Buffer.from('{}'), type: TYPE });
  await expect(settle(':v1')).rejects.toThrow(TargetError);
});
