import * as fc from 'fast-check';
import type { Build } from '../build.ts';
import type { TargetSpec } from '../delivery.ts';
import type { ProofDemand } from '../proof.ts';
import { engineOf } from '../waves.ts';

/** Anything that an environment can demand of a proof; nothing where nobody would know where to look for it. */

const repository = fc.constantFrom('acme/checkout', 'a-b/c.d');
const demand: fc.Arbitrary<ProofDemand> = fc
  .record({
    signer: fc.oneof(
      fc.record({ kind: fc.constant('key' as const), file: fc.constantFrom('keys/build.pub', 'a b') }),
      fc.record({
        kind: fc.constant('workflow' as const),
        workflow: fc.constantFrom('.github/workflows/b.yml', 'acme/ci/.github/workflows/build.yaml'),
        ref: fc.constantFrom(null, 'refs/heads/main', 'refs/tags/v*', '0'.repeat(40)),
      }),
    ),
    source: fc.option(repository),
    sbom: fc.boolean(),
    trustFile: fc.constantFrom(null, 'trusted_root.json'),
  })
  .map((any) => (any.signer.kind === 'key' ? { ...any, trustFile: null } : any));

export function demandFor(target: TargetSpec, builds: readonly Build[]): fc.Arbitrary<ProofDemand | null> {
  return placeKnown(target, builds) ? fc.option(demand) : fc.constant(null);
}

function placeKnown(target: TargetSpec, builds: readonly Build[]): boolean {
  switch (target.kind) {
    case 'local':
      return builds.some(({ kind }) => kind === 'artifact');
    case 'kubernetes':
    case 'argo-rollouts':
      return target.image !== null || builds.some(({ kind }) => kind !== 'artifact');
    case 'waves':
      return builds.some(({ kind }) => (kind === 'artifact') === (engineOf(target) === 'local'));
    case 'launchdarkly':
    case 'unleash':
      return false;
  }
}
