import { describe, expect, it } from 'vitest';
import { parseReference } from '../reference.ts';
import { parsePlatform } from '../registry/platform.ts';
import { buildahArguments, forgetArguments, pushArguments } from './buildah.ts';
import { buildxArguments } from './buildx.ts';
import { parseBuildxMetadata } from './buildx-metadata.ts';
import { checkBuild, type BuildRequest } from './request.ts';

const tag = parseReference('ghcr.io/acme/shop:1');
const SMALL: BuildRequest = {
  context: '/w/shop',
  dockerfile: '/w/shop/Dockerfile',
  target: null,
  args: {},
  secrets: [],
  platforms: [],
  labels: {},
  cacheFrom: [],
  cacheTo: [],
  date: null,
  ignoreFile: null,
  push: true,
  pull: false,
  tags: [tag],
};
const cache = { kind: 'registry', reference: parseReference('ghcr.io/acme/shop:cache') } as const;
const LARGE: BuildRequest = {
  ...SMALL,
  context: '--load',
  target: 'app',
  args: { VERSION: '1 "2"; rm', ALPHA: 'x' },
  secrets: [
    { id: 'npm', from: { kind: 'env', name: 'NPM_TOKEN' } },
    { id: 'key', from: { kind: 'file', path: '/run/a,b' } },
  ],
  platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm/v6')],
  labels: { 'org.opencontainers.image.revision': 'abc' },
  cacheFrom: [cache, { kind: 'gha', scope: 'shop' }],
  cacheTo: [{ kind: 'local', folder: '/c' }, { kind: 'gha', scope: 'shop' }, cache],
  date: 1_700_000_000,
  tags: [tag, parseReference('acme/shop:2')],
};

describe('docker buildx build', () => {
  it('is asked for the least', () => {
    expect(buildxArguments(SMALL, { metadata: '/t/m.json' }, { attests: true })).toEqual([
      'buildx',
      'build',
      '--progress=plain',
      '--file=/w/shop/Dockerfile',
      '--tag=ghcr.io/acme/shop:1',
      '--provenance=mode=max',
      '--sbom=true',
      '--output=type=image,push=true',
      '--metadata-file=/t/m.json',
      '--',
      '/w/shop',
    ]);
  });

  it('is asked for everything, each value one argument', () => {
    const args = buildxArguments(LARGE, { metadata: '/t/m.json' }, { attests: true });
    expect(args.slice(3)).toEqual([
      '--file=/w/shop/Dockerfile',
      '--target=app',
      '--build-arg=ALPHA=x',
      '--build-arg=SOURCE_DATE_EPOCH=1700000000',
      '--build-arg=VERSION=1 "2"; rm',
      '--secret=type=env,id=npm,env=NPM_TOKEN',
      '--secret=type=file,id=key,"src=/run/a,b"',
      '--platform=linux/amd64,linux/arm/v6',
      '--label=org.opencontainers.image.revision=abc',
      '--cache-from=type=registry,ref=ghcr.io/acme/shop:cache',
      '--cache-from=type=gha,scope=shop',
      '--cache-to=type=local,dest=/c,mode=max',
      '--cache-to=type=gha,scope=shop,mode=max',
      '--cache-to=type=registry,ref=ghcr.io/acme/shop:cache,mode=max',
      '--tag=ghcr.io/acme/shop:1',
      '--tag=docker.io/acme/shop:2',
      '--provenance=mode=max',
      '--sbom=true',
      '--output=type=image,push=true,rewrite-timestamp=true',
      '--metadata-file=/t/m.json',
      '--',
      '--load',
    ]);
  });
});

it('asks Buildx to keep what is not to be pushed, and for no attestation that its driver can not give', () => {
  const args = buildxArguments({ ...SMALL, push: false, date: 1 }, { metadata: '/m' }, { attests: false });
  expect(args.slice(6, 9)).toEqual(['--provenance=false', '--sbom=false', '--output=type=cacheonly']);
});

it('looks for bases anew where that is asked for', () => {
  const request = { ...SMALL, pull: true };
  expect(buildxArguments(request, { metadata: '/m' }, { attests: true })).toContain('--pull');
  expect(buildahArguments('podman', request, {})).toContain('--pull=always');
});

describe('buildah build', () => {
  const request = {
    ...LARGE,
    ignoreFile: '/w/.dockerignore',
    secrets: LARGE.secrets.slice(0, 1),
    cacheFrom: [cache],
    cacheTo: [cache],
  };

  it('is asked for everything, and for an index where there are several platforms', () => {
    expect(buildahArguments('buildah', request, { npm: '/t/npm' })).toEqual([
      'build',
      '--format=oci',
      '--layers=false',
      '--identity-label=false',
      '--file=/w/shop/Dockerfile',
      '--ignorefile=/w/.dockerignore',
      '--target=app',
      '--build-arg=ALPHA=x',
      '--build-arg=VERSION=1 "2"; rm',
      '--secret=id=npm,src=/t/npm',
      '--platform=linux/amd64,linux/arm/v6',
      '--label=org.opencontainers.image.revision=abc',
      '--cache-from=ghcr.io/acme/shop',
      '--cache-to=ghcr.io/acme/shop',
      '--timestamp=1700000000',
      '--manifest=ghcr.io/acme/shop:1',
      '--',
      '--load',
    ]);
    expect(pushArguments(request, tag, '/t/d')).toEqual([
      'manifest',
      'push',
      '--all',
      '--digestfile=/t/d',
      'ghcr.io/acme/shop:1',
      'docker://ghcr.io/acme/shop:1',
    ]);
    expect(forgetArguments(request)).toEqual(['manifest', 'rm', 'ghcr.io/acme/shop:1']);
    expect(forgetArguments(SMALL)).toBeNull();
  });

  it('asks a registry on this machine without TLS, and no other', () => {
    const here = parseReference('127.0.0.1:5000/shop:1');
    expect(pushArguments({ ...SMALL, tags: [here] }, here, '/t/d')).toContain('--tls-verify=false');
    expect(pushArguments(SMALL, tag, '/t/d')).not.toContain('--tls-verify=false');
    expect(buildahArguments('buildah', SMALL, {}, true)).toContain('--tls-verify=false');
    expect(buildahArguments('buildah', SMALL, {})).not.toContain('--tls-verify=false');
  });

  it('names one image, and pushes it under each tag', () => {
    const args = buildahArguments('podman', SMALL, {});
    expect(args).toContain('--tag=ghcr.io/acme/shop:1');
    expect(args).toContain('--layers=true');
    expect(pushArguments(SMALL, parseReference('acme/shop:2'), '/t/d')).toEqual([
      'push',
      '--format=oci',
      '--digestfile=/t/d',
      'ghcr.io/acme/shop:1',
      'docker://docker.io/acme/shop:2',
    ]);
  });

  it.each<[string, BuildRequest, string]>([
    ["GitHub's cache", { ...SMALL, cacheTo: [{ kind: 'gha', scope: 'x' }] }, 'which podman does not know'],
    ['a secret without a file', request, 'has no file for the secret npm'],
    ['a comma in a path', { ...SMALL, secrets: LARGE.secrets.slice(1) }, 'a comma in its path'],
  ])('refuses %s', (_name, bad, says) => {
    expect(() => buildahArguments('podman', bad, {})).toThrow(says);
  });
});

it.each<[string, Partial<BuildRequest>, string]>([
  ['no tag', { tags: [] }, 'has no tag'],
  ['a digest', { tags: [parseReference(`a/b@sha256:${'1'.repeat(64)}`)] }, 'without a digest'],
  ['an argument', { args: { 'A=B': 'x' } }, 'has the argument "A=B"'],
  ['a label', { labels: { 'a=b': 'x' } }, 'has the label "a=b"'],
  ['an id', { secrets: [{ id: 'a,src=/etc/shadow', from: { kind: 'env', name: 'X' } }] }, 'has the secret'],
  ['a variable', { secrets: [{ id: 'a', from: { kind: 'env', name: 'X,y' } }] }, 'takes the secret a from'],
])('refuses a build by %s that would be read as something else', (_name, part, says) => {
  expect(() => checkBuild({ ...SMALL, ...part })).toThrow(says);
});

describe('the metadata of buildx', () => {
  it.each(['', '{}', '[]', '{"containerimage.digest":"sha256:x"}'])('is refused: %s', (text) => {
    expect(() => parseBuildxMetadata(text)).toThrow('tells no digest');
  });
});
