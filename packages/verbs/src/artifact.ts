import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { namedTargets, withTargets, type Environment } from '@glidepath/model';
import { UserError } from './user-error.ts';
import { fromWorkspace, isInside } from './workspace-path.ts';

/**
 * The environment with the artifact that is to be released: the delivery file's, or the one that the user named instead.
 * @throws UserError where it is not there or, links followed, lies outside of the workspace
 */
export async function artifactOf(
  workspace: string,
  environment: Environment,
  named: string | null,
): Promise<Environment> {
  const { target } = environment;
  switch (target.kind) {
    case 'local': {
      const artifact = named === null ? target.artifact : fromWorkspace(workspace, named);
      await checkInside(workspace, artifact);
      return { ...environment, target: { ...target, artifact } };
    }
    case 'kubernetes':
    case 'argo-rollouts':
      return named === null ? environment : refuseImage(environment, named);
    case 'waves': {
      const [first, ...others] = namedTargets(target);
      if (first?.spec.kind !== 'local') return named === null ? environment : refuseImage(environment, named);
      const own = named === null ? null : fromWorkspace(workspace, named);
      for (const { spec } of [first, ...others])
        if (spec.kind === 'local') await checkInside(workspace, own ?? spec.artifact);
      return own === null
        ? environment
        : withTargets(environment, target, (spec) =>
            spec.kind === 'local' ? { ...spec, artifact: own } : spec,
          );
    }
    case 'launchdarkly':
    case 'unleash':
      if (named === null) return environment;
      throw new UserError(
        `artifact is ${JSON.stringify(named)}, but ${environment.name} rolls out a flag, which has none; leave it out`,
      );
  }
}

function refuseImage({ name }: Environment, artifact: string): never {
  throw new UserError(
    `artifact is ${JSON.stringify(artifact)}, but ${name} releases an image, which is named by its digest; leave artifact out and give digest`,
  );
}

async function checkInside(workspace: string, artifact: string): Promise<void> {
  const root = await realpath(workspace);
  const wanted = resolve(root, artifact);
  const found = isInside(root, wanted) ? await realpath(wanted).catch(() => null) : wanted;
  if (found === null) {
    throw new UserError(
      `the artifact ${JSON.stringify(artifact)} is not there, build it before the delivery starts`,
    );
  }
  if (!isInside(root, found)) {
    throw new UserError(
      `the artifact ${JSON.stringify(artifact)} leads out of the workspace ${root}, name one inside of it`,
    );
  }
}
