import type { Target } from '@glidepath/conductor';
import type { Slo, Strategy, TargetSpec, WavesTargetSpec } from '@glidepath/model';
import { stateDirOf } from './local/paths.ts';
import type { FetchArtifact } from './local/index.ts';

/** What an engine has to know beside its own part of the delivery file. */
export interface TargetContext {
  readonly service: string;
  readonly environment: string;
  /** The checkout: no artifact may come from outside of it. Absolute. */
  readonly workspace: string;
  /** Where state that outlives a run is kept on this host. Absolute. */
  readonly stateDir: string;
  /** The bundle of the `local` engine's supervisor. Absolute. */
  readonly daemonFile: string;
  /** Where `local` looks for a digest that is not on this host; without it nowhere. */
  readonly fetchArtifact?: FetchArtifact;
  /** Its weights are those that will be asked for. */
  readonly strategy: Strategy;
  readonly slos: readonly Slo[];
  /** Where secrets stand. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In ms since 1970. */
  readonly now: () => number;
}

/** Loads the engine that the delivery file names, and no other. */
export async function createTarget(spec: TargetSpec, context: TargetContext): Promise<Target> {
  switch (spec.kind) {
    case 'local': {
      const { createLocalTarget } = await import('./local/index.ts');
      return createLocalTarget({ spec, ...context });
    }
    case 'kubernetes': {
      const { createKubernetesTarget } = await import('./kubernetes/index.ts');
      return createKubernetesTarget({ spec, ...context });
    }
    case 'argo-rollouts': {
      const { createArgoRolloutsTarget } = await import('./argo-rollouts/index.ts');
      return createArgoRolloutsTarget({ spec, ...context });
    }
    case 'launchdarkly': {
      const { createLaunchDarklyTarget } = await import('./launchdarkly/index.ts');
      return createLaunchDarklyTarget({ spec, ...context });
    }
    case 'unleash': {
      const { createUnleashTarget } = await import('./unleash/index.ts');
      return createUnleashTarget({ spec, ...context });
    }
    case 'waves': {
      const { createWavesTarget } = await import('./waves/index.ts');
      return createWavesTarget(await membersOf(spec, context));
    }
  }
}

async function membersOf({ waves }: WavesTargetSpec, context: TargetContext) {
  const named = waves.flatMap((targets, wave) => targets.map((target) => ({ ...target, wave })));
  return Promise.all(
    named.map(async ({ name, spec, wave }) => {
      const stateDir = stateDirOf(context.stateDir, name);
      return { name, wave, target: await createTarget(spec, { ...context, stateDir }) };
    }),
  );
}
