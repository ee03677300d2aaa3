import type { Guards, Ledger } from '@glidepath/conductor';
import { freezeAt, type Gate, type Instant, type TargetSpec } from '@glidepath/model';
import { keepsOut, type Candidate, type ClosedGate, type GuardView } from '@glidepath/rollout';
import { commitWasPromoted, wasPromoted } from './admission.ts';
import type { Chosen } from './delivery-file.ts';
import { openGitHub } from './github-access.ts';
import { ledgerOf } from './ledgers.ts';
import { proofGate } from './proof/demand.ts';
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
  const proof = proofGate(surroundings, chosen, release);
  return async () => {
    const asked = [
      async () => before(surroundings, chosen, release),
      proof,
      ...gates.map((gate) => async () => ask(surroundings, chosen, release, gate)),
    ];
    const [answers, views] = await Promise.all([
      Promise.all(asked.map(async (question) => question().catch(unreachable))),
      guards.atStart(release),
    ]);
    return [...answers.filter((answer) => answer !== null), ...views.flatMap((view) => closedBy(view) ?? [])];
  };
}

/** A guard that fires keeps the release out, unless it only slows it down; so does one that can't be asked. */
export function closedBy(view: GuardView): ClosedGate | null {
  const { kind, guard, state, why, then } = view;
  if (!keepsOut(view)) return null;
  if (state === 'unknown') return unreachable(new Error(`${guard}: ${why}`));
  switch (kind) {
    case 'guard':
      return then.kind === 'slow'
        ? null
        : { reason: kind, message: `a guard fires, ${guard}: ${why}`, until: null };
    case 'flag':
      return { reason: kind, message: `a gate is closed: ${why}`, until: null };
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
    case 'flag':
      // It is watched during the rollout, too, so it is among the guards.
      return null;
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

/** The environment that comes before must have seen this digest promoted, or, of a flag, the code behind it. */
async function before(
  surroundings: Surroundings,
  chosen: Chosen,
  release: Candidate,
): Promise<ClosedGate | null> {
  const { environment } = chosen;
  const { after } = environment;
  if (after === null) return null;
  const ledger = await ledgerOf(surroundings, chosen, after);
  if (isFlag(environment.target)) return codeBefore(ledger, after, release, environment.name);
  // Before it is built nobody can know it.
  if (release.digest === null || (await wasPromoted(ledger, release.digest))) return null;
  return {
    reason: 'not-promoted-before',
    message:
      `${release.name} (${release.digest.slice(0, 19)}) was not promoted in ${after}, which comes before ` +
      `${environment.name}; deliver it there first`,
    until: null,
  };
}

function isFlag({ kind }: TargetSpec): boolean {
  switch (kind) {
    case 'launchdarkly':
    case 'unleash':
      return true;
    case 'local':
    case 'kubernetes':
    case 'argo-rollouts':
    case 'waves':
      return false;
  }
}

/** A flag has a digest of its own, so its commit tells which code it lets out. */
async function codeBefore(
  ledger: Ledger,
  after: string,
  { name, commit }: Candidate,
  environment: string,
): Promise<ClosedGate | null> {
  if (commit !== null && (await commitWasPromoted(ledger, commit))) return null;
  const message =
    commit === null
      ? `the commit of ${name} is not known, so nobody knows whether its code is in ${after}; name it`
      : `the code of ${name} (commit ${commit.slice(0, 12)}) was not promoted in ${after}, which comes before ${environment}; deliver it there first`;
  return { reason: 'not-promoted-before', message, until: null };
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
