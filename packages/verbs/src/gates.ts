import type { Guards } from '@glidepath/conductor';
import { freezeAt, type Gate, type Instant } from '@glidepath/model';
import type { Candidate, ClosedGate, GuardView } from '@glidepath/rollout';
import { wasPromoted } from './admission.ts';
import type { Chosen } from './delivery-file.ts';
import { openGitHub } from './github-access.ts';
import { ledgerOf } from './ledgers.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Asks every gate of an environment that is outside of its ledger; those that are closed now. Never throws: a gate that
 * can't be asked is closed.
 */
export function gatesFor(
  surroundings: Surroundings,
  chosen: Chosen,
  release: Candidate,
  guards: Pick<Guards, 'atStart'>,
): () => Promise<readonly ClosedGate[]> {
  const { gates } = chosen.environment;
  return async () => {
    const asked = [
      async () => before(surroundings, chosen, release),
      ...gates.map((gate) => async () => ask(surroundings, chosen, release, gate)),
    ];
    const [answers, views] = await Promise.all([
      Promise.all(asked.map(async (question) => question().catch(unreachable))),
      guards.atStart(),
    ]);
    return [...answers.filter((answer) => answer !== null), ...views.flatMap((view) => closedBy(view) ?? [])];
  };
}

/** A guard that fires keeps the release out, unless it only slows it down; so does one that can't be asked. */
export function closedBy({ guard, state, why, then }: GuardView): ClosedGate | null {
  switch (state) {
    case 'quiet':
      return null;
    case 'firing':
      if (then.kind === 'slow') return null;
      return { reason: 'guard', message: `a guard fires, ${guard}: ${why}`, until: null };
    case 'unknown':
      return unreachable(new Error(`${guard}: ${why}`));
  }
}

async function ask(
  surroundings: Surroundings,
  chosen: Chosen,
  release: Candidate,
  gate: Gate,
): Promise<ClosedGate | null> {
  switch (gate.kind) {
    case 'freeze':
      return frozen(gate, chosen, surroundings.clock.now());
    case 'checks':
      return unchecked(surroundings, release, gate.names);
    case 'deployed':
      return notDeployed(surroundings, release, gate);
  }
}

function frozen(
  gate: Extract<Gate, { kind: 'freeze' }>,
  { delivery, environment }: Chosen,
  now: Instant,
): ClosedGate | null {
  const freeze = freezeAt(gate, now);
  if (freeze === null) return null;
  const why = gate.reason === null ? '' : `, ${gate.reason}`;
  return {
    reason: 'frozen',
    message: `${delivery.service} in ${environment.name} is frozen by the delivery file (${gate.window.text}${why})`,
    until: freeze.until,
  };
}

/** The environment that comes before must have seen this digest promoted. */
async function before(
  surroundings: Surroundings,
  chosen: Chosen,
  release: Candidate,
): Promise<ClosedGate | null> {
  const { environment } = chosen;
  const { after } = environment;
  // Before it is built nobody can know it.
  if (after === null || release.digest === null) return null;
  if (await wasPromoted(await ledgerOf(surroundings, chosen, after), release.digest)) return null;
  return {
    reason: 'not-promoted-before',
    message:
      `${release.name} (${release.digest.slice(0, 19)}) was not promoted in ${after}, which comes before ` +
      `${environment.name}; deliver it there first`,
    until: null,
  };
}

async function unchecked(
  surroundings: Surroundings,
  release: Candidate,
  names: readonly string[],
): Promise<ClosedGate | null> {
  const { github, checkStates } = await onGitHub(surroundings, 'checks');
  if (release.commit === null) {
    return {
      reason: 'checks',
      message: `the commit of ${release.name} is not known, so its checks can't be looked up; name it`,
      until: null,
    };
  }
  const open = (await checkStates(github, release.commit, names)).filter(({ state }) => state !== 'success');
  if (open.length === 0) return null;
  const each = open.map(({ name, state, who, url }) => {
    const where = [who, url].filter((part) => part !== null).join(', ');
    return `${name} ${CHECK_WORDS[state]}${where === '' ? '' : ` (${where})`}`;
  });
  return {
    reason: 'checks',
    message: `required checks on commit ${release.commit.slice(0, 12)} have not succeeded: ${each.join(', ')}`,
    until: null,
  };
}

const CHECK_WORDS = {
  success: 'has succeeded',
  pending: 'is still running',
  failed: 'has failed',
  missing: 'was never started',
} as const;

async function notDeployed(
  surroundings: Surroundings,
  release: Candidate,
  gate: Extract<Gate, { kind: 'deployed' }>,
): Promise<ClosedGate | null> {
  const { github, newestDeployment } = await onGitHub(surroundings, 'deployed');
  const { repository, environment } = gate;
  const ours = repository === null;
  if (ours && release.commit === null) {
    return {
      reason: 'not-deployed-elsewhere',
      message: `the commit of ${release.name} is not known, so its deployment to ${environment} can't be looked up; name it`,
      until: null,
    };
  }
  const commit = ours ? release.commit : null;
  const found = await newestDeployment(github, { repository, environment, commit });
  if (found?.state === 'success') return null;
  const what = ours
    ? `${release.name} was not deployed to ${environment}`
    : `${repository} in ${environment} is not sound`;
  const where = [found?.who, found?.url].filter((part) => part != null).join(', ');
  const how =
    found === null
      ? 'there is no deployment of it'
      : `its newest deployment says ${found.state}${where === '' ? '' : ` (${where})`}`;
  return { reason: 'not-deployed-elsewhere', message: `${what}: ${how}`, until: null };
}

/** Loaded only for a gate that needs it. */
async function onGitHub(surroundings: Surroundings, gate: string) {
  const github = await openGitHub(surroundings);
  if (github === null) {
    throw new Error(
      `the gate "${gate}" asks GitHub, and this run has no access to it; give a token and the repository`,
    );
  }
  const { checkStates, newestDeployment } = await import('@glidepath/github');
  return { github, checkStates, newestDeployment };
}

/** Closed by default: nobody knows what it would have said. */
function unreachable(error: unknown): ClosedGate {
  const why = error instanceof Error ? error.message : String(error);
  return {
    reason: 'gate-unreachable',
    message: `a gate could not be asked, so it counts as closed: ${why}`,
    until: null,
  };
}
