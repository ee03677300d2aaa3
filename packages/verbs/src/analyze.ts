import type { Verdict } from '@glidepath/analysis';
import { EXIT_CODES, noteOf, recall, Sampler, type Pair, type Sample } from '@glidepath/conductor';
import type { Millis } from '@glidepath/model';
import { desiredOf, isUnderWay, type EnvironmentState, type SliNote } from '@glidepath/rollout';
import { withAssembly, type Assembly } from './assemble.ts';
import type { Place } from './delivery-file.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

export interface AnalyzeOptions extends Place {
  /** How long to watch; null: two looks, one poll apart. */
  readonly forMs: Millis | null;
}

/** What the judge says of the release under way, or of the live one. */
export interface AnalyzeAnswer {
  readonly version: 1;
  readonly verb: 'analyze';
  readonly service: string;
  readonly environment: string;
  readonly verdict: Verdict['kind'];
  readonly message: string;
  readonly candidate: { readonly name: string; readonly digest: string };
  /** What it is compared with; null where there is nothing, and the objective alone counts. */
  readonly stable: { readonly name: string; readonly digest: string } | null;
  readonly slis: readonly SliNote[];
  readonly looks: number;
  readonly samples: readonly Sample[];
}

/**
 * Judges what runs now by the environment's SLOs, for a while, and says. It ends early on a breach; nothing is changed.
 * @throws UserError where nothing runs, LedgerError
 */
export async function analyze(surroundings: Surroundings, options: AnalyzeOptions): Promise<AnalyzeAnswer> {
  return withAssembly(surroundings, options, (assembly) => watch(surroundings, assembly, options.forMs));
}

/** Only a breach is bad news; too little evidence is not. */
export function analyzeExitCode({ verdict }: AnalyzeAnswer): number {
  switch (verdict) {
    case 'healthy':
    case 'too-few-samples':
      return 0;
    case 'breach':
    case 'no-data':
    case 'source-down':
      return EXIT_CODES.failed;
  }
}

async function watch(
  surroundings: Surroundings,
  assembly: Assembly,
  forMs: Millis | null,
): Promise<AnalyzeAnswer> {
  const { clock, stop, listener } = surroundings;
  const { delivery, environment, ports } = assembly;
  const { poll } = environment.analysis;
  const state = (await ports.ledger.head())?.state;
  const pair = state === undefined ? null : pairOf(state);
  if (state === undefined || pair === null) {
    throw new UserError(
      `nothing of ${delivery.service} runs in ${environment.name} by the ledger, so there is nothing to judge`,
    );
  }
  const sampler = new Sampler(ports.metrics, environment.slos, environment.analysis);
  const stay = isUnderWay(state.rollout) ? state.rollout : { stable: null, startedAt: clock.now() };
  const past = recall({ metrics: ports.metrics, listener }, environment.slos, stay);
  const weight = await weightNow(assembly, state);
  const samples: Sample[] = [];
  const look = async (): Promise<Verdict> => {
    const { verdict, look: sample } = await sampler.look(clock.now(), weight, 'analyze', pair, past);
    samples.push(sample);
    listener.sample(sample);
    return verdict;
  };
  let verdict = await look();
  sampler.startStep(clock.now(), null);
  const until = clock.now() + (forMs ?? poll);
  while (verdict.kind !== 'breach' && clock.now() < until && !stop.aborted) {
    await clock.sleep(poll, stop);
    verdict = await look();
  }
  const { candidate, stable } = pair;
  return {
    version: 1,
    verb: 'analyze',
    service: delivery.service,
    environment: environment.name,
    verdict: verdict.kind,
    message: verdict.reason,
    candidate: { name: candidate.name, digest: candidate.digest },
    stable: stable === null ? null : { name: stable.name, digest: stable.digest },
    slis: noteOf(verdict).slis,
    looks: samples.length,
    samples,
  };
}

/** During a rollout its release against the stable one; else the live release by itself. */
function pairOf({ rollout, live }: EnvironmentState): Pair | null {
  if (isUnderWay(rollout)) return { candidate: rollout.release, stable: rollout.stable };
  return live === null ? null : { candidate: live, stable: null };
}

async function weightNow({ ports }: Assembly, { rollout }: EnvironmentState): Promise<number> {
  if (!isUnderWay(rollout)) return 100;
  return (await ports.target.observe(desiredOf(rollout))).weight;
}
