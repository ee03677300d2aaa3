import type { Target } from '@glidepath/conductor';
import type { Slo, Strategy, TargetSpec } from '@glidepath/model';

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
  }
}
