import { namedTargets, type Build, type Delivery, type TargetSpec } from '@glidepath/model';

/** Where an environment's releases are pushed, as registry/repository; none where the file does not say, or there is no place. */
export function repositoriesOf(delivery: Delivery, target: TargetSpec): readonly string[] {
  switch (target.kind) {
    case 'local':
      return builtBy(delivery, (kind) => kind === 'artifact');
    case 'kubernetes':
    case 'argo-rollouts':
      return target.image === null ? builtBy(delivery, (kind) => kind !== 'artifact') : [target.image];
    case 'waves':
      return [...new Set(namedTargets(target).flatMap(({ spec }) => repositoriesOf(delivery, spec)))];
    case 'launchdarkly':
    case 'unleash':
      return [];
  }
}

function builtBy({ build }: Delivery, isMeant: (kind: Build['kind']) => boolean): readonly string[] {
  return build.flatMap(({ kind, repository }) => (isMeant(kind) ? [repository] : []));
}
