import { posix } from 'node:path';
import * as fc from 'fast-check';
import type { ArtifactBuild, Build, BuildCacheSpec, CommandBuild, ImageBuild } from '../build.ts';
import { SBOM_TOOLS, type ProofSpec } from '../proof.ts';

/** Any builds that a file can say: none, or several by their names. */

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((any) => !isKind(any));
function isKind(text: string): boolean {
  return ['image', 'artifact', 'command', 'proof'].includes(text);
}
const repository = fc
  .tuple(
    fc.constantFrom('ghcr.io', '127.0.0.1:5000', 'localhost', 'registry.example.com:443'),
    fc.stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,4})?\/[a-z0-9]{1,6}$/),
  )
  .map((parts) => parts.join('/'));
const path = fc.constantFrom('.', 'app', 'a b/c', 'deep/er');
const variable = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
const text = fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll('\0', ''));

function entries(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) {
  return fc.dictionary(
    key.filter((any) => any !== '__proto__'),
    value,
    { maxKeys: 3, noNullPrototype: true },
  );
}

const cache: fc.Arbitrary<BuildCacheSpec> = fc.oneof(
  fc.record({ kind: fc.constant('gha' as const), scope: name }),
  fc.record({ kind: fc.constant('registry' as const), repository }),
  fc.record({ kind: fc.constant('local' as const), folder: path }),
);

const address = fc.option(fc.constantFrom('https://sigstore.example', 'http://127.0.0.1:3000/api'));
const proof: fc.Arbitrary<ProofSpec> = fc.record({
  sbom: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constant('tool' as const), tool: fc.constantFrom(...SBOM_TOOLS) }),
      fc.record({ kind: fc.constant('file' as const), path: fc.constantFrom('bom.json', 'a b/bom', 'syft') }),
    ),
  ),
  signer: fc.oneof(
    fc.record({ kind: fc.constant('key' as const), keyEnv: variable }),
    fc.record({
      kind: fc.constant('sigstore' as const),
      instance: fc.oneof(
        fc.constantFrom('auto' as const, 'public-good' as const, 'github' as const),
        fc
          .record({ fulcio: fc.constant('https://fulcio.example'), rekor: address, tsa: address })
          .filter(({ rekor, tsa }) => rekor !== null || tsa !== null),
      ),
    }),
  ),
});

const image: fc.Arbitrary<ImageBuild> = fc.record({
  kind: fc.constant('image' as const),
  name,
  repository,
  context: path,
  dockerfile: path.map((folder) => posix.join(folder, 'Dockerfile')),
  target: fc.option(name),
  args: entries(variable, text),
  secrets: entries(fc.stringMatching(/^[A-Za-z][\w.-]{0,6}$/), variable).map((all) =>
    Object.entries(all).map(([id, env]) => ({ id, env })),
  ),
  platforms: fc.subarray(['linux/amd64', 'linux/arm64', 'linux/arm/v7']),
  labels: entries(fc.stringMatching(/^[a-z][a-z.]{0,9}$/), text),
  cache: fc.option(cache),
  proof: fc.option(proof),
});
const artifact: fc.Arbitrary<ArtifactBuild> = fc.record({
  kind: fc.constant('artifact' as const),
  name,
  repository,
  path,
  proof: fc.option(proof),
});
const command: fc.Arbitrary<CommandBuild> = fc.record({
  kind: fc.constant('command' as const),
  name,
  repository,
  run: fc
    .tuple(
      text.filter((program) => program.trim() !== ''),
      fc.array(text, { maxLength: 3 }),
    )
    .map(([program, rest]) => [program, ...rest]),
  proof: fc.option(proof),
});

export const builds: fc.Arbitrary<readonly Build[]> = fc
  .uniqueArray(fc.oneof(image, artifact, command), { maxLength: 3, selector: (any) => any.name })
  .map((all) =>
    all.filter((one, index) => all.findIndex((any) => any.repository === one.repository) === index),
  );
