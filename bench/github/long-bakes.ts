import { deliver, type Listener, type Witness } from '@glidepath/conductor';
import { PRODUCTION, World } from '@glidepath/conductor/testing';
import { createDeployments, createGitHub, gitHubAccess } from '@glidepath/github';
import { createGitHubLedger } from '@glidepath/ledger/github';
import { digest, millis, percent, type Environment, type Millis, type Release } from '@glidepath/model';
import { startGitHub, type GitHub as Server } from '../../test/github/index.ts';
import { CANARY_GOAL } from './bundles.ts';
import { callsOf, type Case } from './calls.ts';

const HOUR = millis(3_600_000);

/** A short one, for the release before: what is measured comes after. */
const FIRST: Environment = PRODUCTION;

/** Five steps of an hour and an hour's watch. */
function slow(poll: Millis): Environment {
  const bake = { min: HOUR, max: millis(2 * HOUR) };
  const steps = [1, 5, 10, 25, 50].map((weight) => ({
    weight: percent(weight),
    bake,
    approval: false,
    gates: [],
  }));
  return {
    ...PRODUCTION,
    strategy: { kind: 'canary', steps, watch: bake },
    analysis: { ...PRODUCTION.analysis, poll },
  };
}

/**
 * The same canary with bakes of an hour. Only time and the engine are played; the conductor, the ledger on GitHub and the
 * deployments are those that ship, and every look is a true call.
 * @param poll between two looks; what is measured must not depend on it
 */
export async function measureLongBakes(poll: Millis): Promise<Case> {
  await using server = await startGitHub();
  const world = new World();
  world.target.perLook = 10_000;
  await bring(server, world, FIRST, 'v1', '1');
  server.clearCalls();
  const began = world.clock.now();
  await bring(server, world, slow(poll), 'v2', '2');
  const took = world.clock.now() - began;
  if (took < 6 * HOUR) throw new Error(`six bakes of an hour were over in ${took} ms`);
  return {
    name: 'canary-1h',
    what: 'five-step canary, bakes and watch of an hour',
    ...callsOf(server),
    goal: CANARY_GOAL,
  };
}

/** One run: it knows nothing of those before it but what GitHub tells. */
async function bring(
  server: Server,
  world: World,
  environment: Environment,
  name: string,
  digit: string,
): Promise<void> {
  const access = gitHubAccess(server.env(), server.token);
  if (access === null) throw new Error('the emulated GitHub has no token');
  const github = createGitHub(access);
  const service = 'shop';
  const stop = new AbortController().signal;
  const troubles: string[] = [];
  const ledger = createGitHubLedger({
    github,
    service,
    environment: environment.name,
    clock: world.clock,
    freshFor: environment.analysis.poll,
  });
  const deployments = createDeployments(github, {
    service,
    environment,
    production: true,
    runUrl: null,
    note: (text) => troubles.push(text),
    stop,
  });
  const commit = await server.setup.commit({ files: { 'release.txt': name }, message: `Make ${name}` });
  const release: Release = { digest: digest(`sha256:${digit.repeat(64)}`), name, commit, committedAt: null };
  const ports = { ...world.ports, ledger, listener: overheard(world.listener, deployments) };
  const result = await deliver(ports, world.order(release, { service, environment }));
  await deployments.settle();
  if (result.decision !== 'promoted') throw new Error(`${name} was ${result.decision}: ${result.message}`);
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
}

function overheard(listener: Listener, witness: Witness): Listener {
  return {
    event(entry) {
      listener.event(entry);
      witness.entry(entry);
    },
    sample: (look) => listener.sample(look),
    note: (text) => listener.note(text),
  };
}
