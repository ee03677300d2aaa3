import * as fc from 'fast-check';
import { millis } from '../units.ts';
import type { NamedTarget, WavesTargetSpec } from '../waves.ts';
import { argoRolloutsTarget } from './kubernetes-arbitrary.ts';

/** Any Rollouts in waves that a file can say: each in a context of its own, in the namespace of that name. */
export function wavesTarget(namespace: string): fc.Arbitrary<WavesTargetSpec> {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/);
  const named: fc.Arbitrary<NamedTarget> = fc
    .record({ name, spec: argoRolloutsTarget(namespace), sameContext: fc.boolean() })
    .map((one) => ({
      name: one.name,
      spec: { ...one.spec, context: one.sameContext ? one.name : `arn:aws:eks:eu-1:1:cluster/${one.name}` },
    }));
  return fc.record({
    kind: fc.constant('waves' as const),
    waves: fc
      .uniqueArray(named, { minLength: 1, maxLength: 4, selector: (one) => one.name })
      .chain((all) =>
        fc.integer({ min: 1, max: all.length }).map((first) => [all.slice(0, first), all.slice(first)]),
      )
      .map((waves) => waves.filter((wave) => wave.length > 0)),
    bake: fc
      .tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1e7 }))
      .map(([min, more]) => ({ min: millis(min), max: millis(min + more) })),
  });
}
