import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../reference.ts';
import { parsePlatform } from '../registry/platform.ts';
import { buildxMetadata, parseBuildxMetadata } from './buildx-metadata.ts';
import { buildxArguments, type BuildxPowers } from './buildx.ts';
import type { BuildRequest } from './request.ts';

/**
 * What the documentation of Buildx 0.36.1 has of what we use, so that nothing is asked of it that it does not know:
 * - options and metadata: docs/reference/buildx_build.md of github.com/docker/buildx at v0.36.1
 * - values of the caches and the exporters: content/manuals/build/{cache/backends,exporters} of github.com/docker/docs
 */
type Form =
  /** Stands alone. */
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** `name=value`. */
  | { readonly kind: 'pair' }
  /** A line of `key=value`; by its type, which keys it may have. */
  | { readonly kind: 'csv'; readonly types: Readonly<Record<string, readonly string[]>> };

const DOCUMENTED: Readonly<Record<string, Form>> = {
  '--build-arg': { kind: 'pair' },
  '--cache-from': {
    kind: 'csv',
    types: {
      registry: ['ref'],
      local: ['src', 'digest'],
      gha: ['url', 'url_v2', 'token', 'scope', 'timeout', 'version'],
    },
  },
  '--cache-to': {
    kind: 'csv',
    types: {
      registry: ['ref', 'mode', 'oci-mediatypes', 'image-manifest', 'ignore-error'],
      local: ['dest', 'mode', 'oci-mediatypes', 'image-manifest', 'ignore-error'],
      gha: ['scope', 'mode', 'ignore-error', 'timeout', 'repository', 'ghtoken', 'version'],
    },
  },
  '--file': { kind: 'text' },
  '--label': { kind: 'pair' },
  '--metadata-file': { kind: 'text' },
  '--output': {
    kind: 'csv',
    types: {
      image: ['name', 'push', 'push-by-digest', 'rewrite-timestamp', 'oci-mediatypes', 'unpack'],
      cacheonly: [],
    },
  },
  '--platform': { kind: 'text' },
  '--progress': { kind: 'words', words: ['auto', 'none', 'plain', 'quiet', 'rawjson', 'tty'] },
  '--provenance': { kind: 'words', words: ['true', 'false', 'mode=min', 'mode=max'] },
  '--pull': { kind: 'bool' },
  '--sbom': { kind: 'words', words: ['true', 'false'] },
  '--secret': { kind: 'csv', types: { env: ['id', 'env', 'src', 'source'], file: ['id', 'src', 'source'] } },
  '--tag': { kind: 'text' },
  '--target': { kind: 'text' },
};

const METADATA = {
  'buildx.build.provenance': {},
  'buildx.build.ref': 'mybuilder/mybuilder0/0fjb6ubs52xx3vygf6fgdl611',
  'buildx.build.warnings': {},
  'containerimage.config.digest': `sha256:${'2'.repeat(64)}`,
  'containerimage.descriptor': { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 506 },
  'containerimage.digest': `sha256:${'1'.repeat(64)}`,
};

const ref = parseReference('ghcr.io/acme/shop:cache');
const CACHES = [
  { kind: 'registry', reference: ref },
  { kind: 'local', folder: '/c' },
  { kind: 'gha', scope: 'shop' },
] as const;
const EVERYTHING: BuildRequest = {
  context: '/w',
  dockerfile: '/w/Dockerfile',
  target: 'app',
  args: { A: '1,2' },
  secrets: [
    { id: 'npm', from: { kind: 'env', name: 'NPM_TOKEN' } },
    { id: 'key', from: { kind: 'file', path: '/run/key' } },
  ],
  platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
  labels: { a: 'b' },
  cacheFrom: CACHES,
  cacheTo: CACHES,
  date: 1,
  ignoreFile: null,
  pull: true,
  push: true,
  tags: [parseReference('ghcr.io/acme/shop:1')],
};

function asked(own: Partial<BuildRequest>, powers: BuildxPowers): readonly string[] {
  return buildxArguments({ ...EVERYTHING, ...own }, { metadata: '/m' }, powers);
}

/** The options of every command line that we make. */
const OPTIONS = [
  asked({}, { attests: true }),
  asked({ push: false }, { attests: true }),
  asked({ date: null }, { attests: false }),
].flatMap((args) => args.slice(2, args.indexOf('--')));

function isAs(form: Form | undefined, value: string | null): boolean {
  switch (form?.kind) {
    case undefined:
      return false;
    case 'bool':
      return value === null;
    case 'text':
      return value !== null && value !== '';
    case 'words':
      return value !== null && form.words.includes(value);
    case 'pair':
      return value !== null && /^[^=]+=/.test(value);
    case 'csv': {
      const [first = '', ...others] = (value ?? '').split(',');
      const keys = form.types[/^type=(\w+)$/.exec(first)?.[1] ?? ''];
      return others.every((field) => keys?.includes(field.split('=')[0] ?? '')) && keys !== undefined;
    }
  }
}

function isDocumented(option: string): boolean {
  const [, name = '', value = null] = /^(--[\w-]+)(?:=(.*))?$/s.exec(option) ?? [];
  return isAs(DOCUMENTED[name], value);
}

describe('the documentation of Buildx', () => {
  it('has each option that is given to it, in this form', () => {
    expect(OPTIONS.filter((option) => !isDocumented(option))).toEqual([]);
  });

  it('is held against all that may be given: every option in the source is among those', () => {
    const source = readFileSync(join(import.meta.dirname, 'buildx.ts'), 'utf8').replaceAll(
      /\/\*.*?\*\//gs,
      '',
    );
    const written = new Set([...source.matchAll(/--[a-z][a-z-]+/g)].map(([name]) => name));
    expect(new Set(OPTIONS.map((option) => option.split('=')[0]))).toEqual(written);
    expect(new Set(Object.keys(DOCUMENTED))).toEqual(written);
  });

  it.each([
    '--push-it',
    '--pull=always',
    '--progress=loud',
    '--output=type=image,pushed=true',
    '--output=push=true',
    '--cache-from=type=gha,mode=max',
    '--secret=id=a,src=b',
    '--sbom',
  ])('does not have %s', (invented) => {
    expect(isDocumented(invented)).toBe(false);
  });

  it('has each key of the metadata that is read', () => {
    expect(Object.keys(METADATA)).toEqual(expect.arrayContaining(Object.keys(buildxMetadata.shape)));
    expect(parseBuildxMetadata(JSON.stringify(METADATA))).toBe(METADATA['containerimage.digest']);
  });
});
