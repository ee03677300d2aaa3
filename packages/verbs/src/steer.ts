import { ask, EXIT_CODES, heldBy, type Answer, type Result, type Wish } from '@glidepath/conductor';
import type { Right } from '@glidepath/model';
import {
  emptyState,
  isUnderWay,
  objection,
  weightOf,
  type Decision,
  type EnvironmentState,
  type Phase,
  type Verb,
} from '@glidepath/rollout';
import { writeAfterwards } from './afterwards.ts';
import { withAssembly, type Assembly } from './assemble.ts';
import type { Place } from './delivery-file.ts';
import { releaseKnownAs } from './known-releases.ts';
import { orderFor } from './order.ts';
import { objectionTo } from './rights.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** What a person may ask of a rollout. `supersede` is for a newer release, `recover` for a recovery. */
export type SteerVerb = Exclude<Verb, 'supersede' | 'recover'>;

export interface SteerOptions extends Place {
  readonly verb: SteerVerb;
  /** Why, for the ledger. */
  readonly note: string;
  /** Of a rollback: the release to go back to, by name or digest; null: the one before. */
  readonly to: string | null;
}

export interface SteerAnswer {
  readonly version: 1;
  readonly verb: SteerVerb;
  readonly service: string;
  readonly environment: string;
  /**
   * refused: it makes no sense now, nothing was changed. obeyed: the run that conducts has done it. asked: it is written,
   * but this run was stopped before it was done. concluded: nobody conducted, so this run did, to the end.
   */
  readonly outcome: Answer['kind'];
  /** One sentence for people. */
  readonly message: string;
  /** Where the rollout stands now; null where there is none. */
  readonly phase: Phase['kind'] | null;
  /** How it ended, or what its rollback will be called; null where it goes on. */
  readonly decision: Decision | null;
  readonly result: Result | null;
  readonly ledger: { readonly ref: string };
}

/**
 * Promote, pause, resume, abort or roll back: asks it of the run that conducts, or conducts where there is none.
 * @throws UserError, LedgerError
 */
export async function steer(surroundings: Surroundings, options: SteerOptions): Promise<SteerAnswer> {
  const { verb, note, to } = options;
  if (to !== null && verb !== 'rollback')
    throw new UserError(`to names a release to roll back to, ${verb} takes none`);
  return withAssembly(surroundings, options, (assembly) =>
    steerRollout(surroundings, assembly, verb, note, to),
  );
}

export async function steerRollout(
  surroundings: Surroundings,
  assembly: Assembly,
  verb: SteerVerb,
  note: string,
  to: string | null = null,
): Promise<SteerAnswer> {
  const { delivery, environment, ports } = assembly;
  const { ledger } = ports;
  const back = to === null ? null : await releaseKnownAs(ledger, to);
  const state = (await ledger.head())?.state ?? emptyState(delivery.service, environment.name);
  const forbidden = await objectionTo(surroundings, environment, RIGHT_TO[verb]);
  const asked: Answer =
    forbidden === null
      ? await answerTo(surroundings, assembly, state, { verb, note, to: back })
      : { kind: 'refused', why: forbidden };
  if (asked.kind === 'concluded') await writeAfterwards(surroundings, assembly, asked.result);
  const head = await ledger.head();
  const phase = head?.state.rollout?.phase ?? null;
  const answer: Answer =
    asked.kind === 'obeyed' && head?.event.kind === 'dismissed'
      ? { kind: 'refused', why: head.event.note }
      : asked;
  return {
    version: 1,
    verb,
    service: delivery.service,
    environment: environment.name,
    outcome: answer.kind,
    message: messageOf(answer, verb),
    phase: phase?.kind ?? null,
    decision: phase === null ? null : decisionOf(phase),
    result: answer.kind === 'concluded' ? answer.result : null,
    ledger: { ref: ledger.ref },
  };
}

/** 0 where what was asked was done; else what became of the rollout instead. */
export function steerExitCode({ verb, outcome, decision, result }: SteerAnswer): number {
  switch (outcome) {
    case 'refused':
      return EXIT_CODES.rejected;
    case 'asked':
      return EXIT_CODES.failed;
    case 'obeyed':
    case 'concluded': {
      const became = result?.decision ?? decision;
      return became === null || became === WANTED[verb] ? 0 : EXIT_CODES[became];
    }
  }
}

/** What the rollout ends as when the verb has its way. */
const WANTED: Readonly<Record<SteerVerb, Decision>> = {
  promote: 'promoted',
  'promote-fully': 'promoted',
  pause: 'paused',
  resume: 'promoted',
  abort: 'aborted',
  rollback: 'rolled-back',
};

const RIGHT_TO: Readonly<Record<SteerVerb, Right>> = {
  promote: 'promote',
  'promote-fully': 'promote',
  resume: 'promote',
  pause: 'rollback',
  abort: 'rollback',
  rollback: 'rollback',
};

function decisionOf(phase: Phase): Decision | null {
  if (phase.kind === 'ended') return phase.decision;
  return phase.kind === 'rolling-back' ? phase.to : null;
}

async function answerTo(
  surroundings: Surroundings,
  assembly: Assembly,
  state: EnvironmentState,
  wish: Wish & { readonly verb: SteerVerb },
): Promise<Answer> {
  const { ports } = assembly;
  const { verb, to } = wish;
  const why = objection(state, wish);
  if (why !== null) return { kind: 'refused', why };
  if (state.rollout === null) return { kind: 'refused', why: 'there is no rollout' };
  // What the engine no longer has can't be gone back to: better to know before anything moves.
  if (to !== null) await ports.target.acquire(to.digest);
  const order = orderFor(surroundings, assembly, state.rollout.release);
  if (verb === 'pause' && isUnderWay(state.rollout) && (await heldBy(state, order.holder, ports)) === null) {
    return {
      kind: 'refused',
      why:
        `nobody conducts ${state.rollout.release.name} any more, so it stays at ${weightOf(state.rollout)} % by itself; ` +
        `"glidepath status --finish" goes on with it, "glidepath abort" takes it back`,
    };
  }
  return ask(ports, order, wish);
}

function messageOf(answer: Answer, verb: SteerVerb): string {
  switch (answer.kind) {
    case 'refused':
      return answer.why;
    case 'obeyed':
      return `done: ${answer.rollout.release.name} ${phaseWords(answer.rollout.phase)}`;
    case 'asked':
      return `${verb} is written in the ledger; the run that conducts has not done it yet`;
    case 'concluded':
      return answer.result.message;
  }
}

function phaseWords(phase: Phase): string {
  switch (phase.kind) {
    case 'preparing':
      return 'is being started';
    case 'step':
      return `is at step ${phase.index + 1}`;
    case 'paused':
      return 'is paused';
    case 'promoting':
      return 'is being promoted';
    case 'watching':
      return 'is watched at 100 %';
    case 'finishing':
      return 'is promoted; the old release is being taken away';
    case 'rolling-back':
      return 'is being rolled back';
    case 'ended':
      return `has ended: ${phase.decision}`;
  }
}
