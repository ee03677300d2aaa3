import { describe, expect, it } from 'vitest';
import type { Build } from './build.ts';
import { describeDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

/** `build:` on line 8. */
function building(build: string): string {
  return `${production({})}build: ${build}\n`;
}

function buildsIn(build: string): readonly Build[] | string {
  const read = readDelivery(building(build), 'f');
  return read.ok ? read.delivery.build : told(building(build)).join('\n');
}

const IMAGE = {
  kind: 'image',
  name: 'checkout',
  repository: 'ghcr.io/acme/checkout',
  context: '.',
  dockerfile: 'Dockerfile',
  target: null,
  args: {},
  secrets: [],
  platforms: [],
  labels: {},
  cache: null,
  proof: null,
} as const;

describe('a build', () => {
  it('is none where the file has none', () => {
    const read = readDelivery(production({}), 'f');
    expect(read.ok && read.delivery.build).toEqual([]);
    expect(read.ok && describeDelivery(read.delivery)).not.toHaveProperty('build');
  });

  it.each<[string, readonly Build[]]>([
    ['{ image: ghcr.io/acme/checkout }', [IMAGE]],
    ['{ image: { repository: ghcr.io/acme/checkout } }', [IMAGE]],
    [
      '{ image: { repository: "127.0.0.1:5000/a", context: ./app, target: x, args: { A: "1" }, secrets: { npm: NPM_TOKEN }, platforms: linux/arm64, labels: { a.b: c }, cache: { gha: checkout } } }',
      [
        {
          ...IMAGE,
          repository: '127.0.0.1:5000/a',
          context: 'app',
          dockerfile: 'app/Dockerfile',
          target: 'x',
          args: { A: '1' },
          secrets: [{ id: 'npm', env: 'NPM_TOKEN' }],
          platforms: ['linux/arm64'],
          labels: { 'a.b': 'c' },
          cache: { kind: 'gha', scope: 'checkout' },
        },
      ],
    ],
    [
      '{ image: { repository: ghcr.io/acme/checkout, context: a, dockerfile: b/c, cache: { registry: ghcr.io/a/b } } }',
      [
        {
          ...IMAGE,
          context: 'a',
          dockerfile: 'b/c',
          cache: { kind: 'registry', repository: 'ghcr.io/a/b' },
        },
      ],
    ],
    [
      '{ site: { artifact: { repository: ghcr.io/a/site, path: ./dist/ } }, app: { command: { repository: ghcr.io/a/app, run: [make, push] } }, web: { image: ghcr.io/acme/checkout } }',
      [
        { kind: 'artifact', name: 'site', repository: 'ghcr.io/a/site', path: 'dist', proof: null },
        { kind: 'command', name: 'app', repository: 'ghcr.io/a/app', run: ['make', 'push'], proof: null },
        { ...IMAGE, name: 'web' },
      ],
    ],
  ])('is read: %s', (text, builds) => {
    expect(buildsIn(text)).toEqual(builds);
  });

  it.each([
    [
      'ghcr.io/a/b',
      'f:8:8: build is "ghcr.io/a/b", a mapping belongs here, write for example build: { image:',
    ],
    ['{}', 'f:8:8: build is empty, write for example build: { image:'],
    ['{ imgae: ghcr.io/a/b }', 'f:8:10: unknown key "imgae" in build, did you mean "image"?'],
    ['{ web: {} }', 'f:8:15: build.web is empty, it makes nothing, write'],
    [
      '{ image: ghcr.io/a/b, web: { image: ghcr.io/a/c } }',
      'f:8:30: unknown key "web" in build, write one of image, artifact, command',
    ],
    [
      '{ image: ghcr.io/a/b, command: { repository: ghcr.io/a/c, run: [x] } }',
      'build.command stands beside image, a build makes one thing, leave one of them, or give both names',
    ],
    [
      '{ a: { image: ghcr.io/a/b }, b: { image: ghcr.io/a/b } }',
      'f:8:49: build.b.image is ghcr.io/a/b, a pushes there, under the same tags, write another one',
    ],
    ['{ Web: { image: ghcr.io/a/b } }', 'the name "Web" in build cannot stand'],
    ['{ image: acme/checkout }', 'it names no registry, write for example docker.io/acme/checkout'],
    ['{ image: node }', 'it names no registry, write for example docker.io/library/node'],
    [
      '{ image: "ghcr.io/a/b:1" }',
      'a registry and a repository belong here, and nothing else, write ghcr.io/a/b',
    ],
    ['{ image: "https://ghcr.io/a/b@sha256:1" }', 'write ghcr.io/a/b'],
    ['{ image: ghcr.io/Acme/b }', 'write ghcr.io/acme/b'],
    ['{ image: "ghcr.io/a b" }', 'no registry and repository, write for example ghcr.io/acme/checkout'],
    ['{ image: { context: . } }', 'build.image has no "repository"'],
    ['{ image: { repository: ghcr.io/a/b, context: ../x } }', '.. may leave the workspace'],
    ['{ image: { repository: ghcr.io/a/b, platforms: [amd64] } }', 'a platform is os/architecture'],
    [
      '{ image: { repository: ghcr.io/a/b, args: { A-B: x } } }',
      'the name "A-B" in build.image.args cannot stand',
    ],
    ['{ image: { repository: ghcr.io/a/b, args: { A: 1 } } }', 'write the value as text'],
    ['{ image: { repository: ghcr.io/a/b, target: "a b" } }', 'no name of a stage'],
    [
      '{ image: { repository: ghcr.io/a/b, cache: { gha: a, local: b } } }',
      'build.image.cache.local stands beside gha, a build has one cache',
    ],
    ['{ image: { repository: ghcr.io/a/b, cache: {} } }', 'build.image.cache is empty'],
    ['{ artifact: { repository: ghcr.io/a/b } }', 'build.artifact has no "path"'],
    ['{ command: { repository: ghcr.io/a/b, run: make push } }', 'as a list, such as [make, push]'],
    ['{ command: { repository: ghcr.io/a/b, run: [] } }', 'build.command.run is an empty list'],
  ])('is refused: %s', (text, says) => {
    expect(buildsIn(text)).toContain(says);
  });

  it('does not tell what may be a secret', () => {
    const said = buildsIn('{ image: { repository: ghcr.io/a/b, secrets: { npm: "npm-s3cret" } } }');
    expect(said).toContain('a secret itself must not stand here');
    expect(said).not.toContain('s3cret');
  });
});
