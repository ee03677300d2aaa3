import type { Preview } from '@glidepath/conductor';
import {
  namedTargets,
  type Delivery,
  type Digest,
  type Environment,
  type TargetSpec,
} from '@glidepath/model';
import { createTarget } from '@glidepath/targets/registry';
import type { Surroundings } from '../surroundings.ts';

/** What would change in the engine itself. */
export type PlannedChanges =
  | ({ readonly kind: 'changes' } & Preview)
  /** The engine could not be asked, or would refuse it. `why` is a sentence or more, without any secret. */
  | { readonly kind: 'unknown'; readonly why: string };

type World = Pick<Surroundings, 'workspace' | 'env' | 'clock'>;

/**
 * Null where the engine has nothing that stands: what runs on this host is made anew, and a flag is shown among the flags.
 * Never throws: a plan is good without it too.
 */
export async function previewOf(
  here: World,
  delivery: Pick<Delivery, 'service'>,
  environment: Environment,
  digest: Digest | null,
): Promise<PlannedChanges | null> {
  const { target } = environment;
  switch (target.kind) {
    case 'local':
    case 'launchdarkly':
    case 'unleash':
      return null;
    case 'kubernetes':
    case 'argo-rollouts':
      return onePreview(here, delivery, environment, target, digest);
    case 'waves': {
      const found = await Promise.all(
        namedTargets(target).map(async ({ name, spec }) => ({
          name,
          preview: await onePreview(here, delivery, environment, spec, digest),
        })),
      );
      return together(found);
    }
  }
}

async function onePreview(
  { workspace, env, clock }: World,
  { service }: Pick<Delivery, 'service'>,
  { name, strategy, slos }: Environment,
  spec: TargetSpec,
  digest: Digest | null,
): Promise<PlannedChanges | null> {
  try {
    const target = await createTarget(spec, {
      service,
      environment: name,
      workspace,
      // None of these engines keeps anything on this host.
      stateDir: workspace,
      daemonFile: '',
      strategy,
      slos,
      env,
      now: () => clock.now(),
    });
    try {
      const found = await target.preview?.({ digest, strategy });
      return found === undefined ? null : { kind: 'changes', ...found };
    } finally {
      await target.close();
    }
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Those of several targets as one, each with its target's name. */
function together(
  all: readonly { readonly name: string; readonly preview: PlannedChanges | null }[],
): PlannedChanges | null {
  const [changes, notes] = [
    all.flatMap(({ name, preview }) =>
      preview?.kind === 'changes'
        ? preview.changes.map((change) => ({ ...change, what: `${name}: ${change.what}` }))
        : [],
    ),
    all.flatMap(({ name, preview }) => {
      if (preview === null) return [];
      const said = preview.kind === 'changes' ? preview.notes : [preview.why];
      return said.map((note) => `${name}: ${note}`);
    }),
  ];
  if (all.every(({ preview }) => preview === null)) return null;
  return changes.length === 0 && all.every(({ preview }) => preview?.kind !== 'changes')
    ? { kind: 'unknown', why: notes.join(' ') }
    : { kind: 'changes', changes, notes };
}
