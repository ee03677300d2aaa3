import type { Entry, Listener, Witness } from '@glidepath/conductor';
import { placeOf } from '@glidepath/ledger';
import type { Chosen } from './delivery-file.ts';
import { openGitHub } from './github-access.ts';
import { runUrl } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** Who keeps a record of what this run writes, beside the ledger. Each is loaded with the first entry. */
export function witnessesOf(surroundings: Surroundings, chosen: Chosen): readonly Witness[] {
  const { repository, listener } = surroundings;
  const deployed = async (): Promise<Witness> => deployments(surroundings, chosen);
  const noticed = async (): Promise<Witness> => notices(surroundings, chosen);
  return [
    ...(repository === null ? [] : [lazily(listener, deployed)]),
    ...(noticesFor(chosen).length === 0 ? [] : [lazily(listener, noticed)]),
  ];
}

/**
 * A delivery does not begin where the address of a notice is missing. One that is under way goes on without.
 * @throws UserError
 */
export async function refuseMissingNotices(
  { env }: Pick<Surroundings, 'env'>,
  chosen: Chosen,
): Promise<void> {
  const wanted = noticesFor(chosen);
  if (wanted.length === 0) return;
  const { missingVariables } = await import('@glidepath/notices');
  const missing = missingVariables(wanted, env);
  if (missing.length > 0) throw new UserError(missing.join('; '));
}

function noticesFor({ delivery, environment }: Chosen): Chosen['delivery']['notices'] {
  return delivery.notices.filter(
    ({ environments }) => environments === null || environments.includes(environment.name),
  );
}

/** Shows each rollout as a deployment on GitHub. */
export async function deployments(
  surroundings: Surroundings,
  { delivery, environment }: Chosen,
): Promise<Witness> {
  const { listener, env, stop } = surroundings;
  const github = await openGitHub(surroundings);
  const { createDeployments, isProduction } = await import('@glidepath/github');
  if (github === null) throw new Error('this run has no access to GitHub');
  return createDeployments(github, {
    service: delivery.service,
    environment,
    production: isProduction(delivery, environment),
    runUrl: runUrl(env),
    note: (text) => listener.note(text),
    stop,
  });
}

async function notices(surroundings: Surroundings, chosen: Chosen): Promise<Witness> {
  const { listener, env, stop } = surroundings;
  const { name, url, afterwards } = chosen.environment;
  const { createNotices } = await import('@glidepath/notices');
  return createNotices({
    notices: noticesFor(chosen),
    env,
    links: {
      ledger: placeOf(chosen.delivery.service, name).ref,
      run: runUrl(env),
      environment: url,
      runbook: afterwards.runbook,
    },
    note: (text) => listener.note(text),
    stop,
  });
}

/** Made when there is something to tell: most runs of a verb write nothing. */
function lazily(listener: Pick<Listener, 'note'>, make: () => Promise<Witness>): Witness {
  let made: Promise<Witness | null> | null = null;
  let told: Promise<void> = Promise.resolve();
  const tried = async (): Promise<Witness | null> => {
    try {
      return await make();
    } catch (error) {
      listener.note(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  return {
    entry(entry: Entry) {
      made ??= tried();
      const witness = made;
      told = told.then(async () => (await witness)?.entry(entry));
    },
    async settle() {
      await told;
      await (await made)?.settle();
    },
  };
}
