import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { TargetError, type Target } from '@glidepath/conductor';
import { percent, type LocalTargetSpec, type Percent, type Slo } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import * as z from 'zod/mini';
import { ask, read, type Reply } from './admin-client.ts';
import { stageArtifact } from './artifact.ts';
import { stageWanted, type FetchArtifact } from './wanted.ts';
import { createCounters, type Counted, type Remembered } from './counters.ts';
import { parseJson, readJson } from './durable.ts';
import { because, errorCode } from './errors.ts';
import { ensureDaemon, findDaemon } from './launch.ts';
import { layoutOf } from './paths.ts';
import {
  countersSchema,
  desiredSchema,
  historySchema,
  PROTOCOL,
  refusalSchema,
  stateSchema,
  storedOrdersSchema,
  type Orders,
  type Refusal,
  type Settings,
  type StateAnswer,
} from './protocol.ts';

export interface LocalTargetOptions {
  readonly spec: LocalTargetSpec;
  readonly service: string;
  readonly environment: string;
  readonly workspace: string;
  readonly stateDir: string;
  /** The supervisor's program: the bundle, or its source (.ts), which is then run in place. */
  readonly daemonFile: string;
  readonly slos: readonly Slo[];
  /** Where a digest is looked for that is not on this host; without it nowhere. */
  readonly fetchArtifact?: FetchArtifact;
}

/**
 * An application on this host. The work is done by a supervisor, a process of its own that outlives every conductor;
 * this is what talks to it.
 * @throws TargetError when service or environment cannot name a folder
 */
export function createLocalTarget(options: LocalTargetOptions): Target {
  const { spec, workspace, stateDir, daemonFile } = options;
  const layout = layoutOf(stateDir, options.service, options.environment);

  return {
    async acquire(wanted) {
      try {
        const digest =
          wanted === null
            ? await stageArtifact(spec, workspace, layout)
            : await stageWanted(wanted, spec, workspace, layout, options.fetchArtifact ?? null);
        return { digest, name: null };
      } catch (error) {
        if (error instanceof TargetError || errorCode(error) === null) throw error;
        throw new TargetError(`The artifact ${spec.artifact} cannot be staged: ${because(error)}.`);
      }
    },

    // Nothing serves here that was not delivered.
    standing: async () => null,

    async apply(desired, fence) {
      const orders: Orders = { protocol: PROTOCOL, fence, desired, settings: settingsOf(options) };
      const reply = await reach(async () => {
        const contact = await ensureDaemon(layout, daemonFile);
        return ask(contact, 'PUT', '/v1/desired', orders);
      });
      if (reply.status !== 200) throw refused(reply);
    },

    async observe(desired) {
      const idle = await whyIdle();
      if (idle !== null) {
        return {
          settled: desired.kind === 'none',
          failure: null,
          weight: percent(0),
          foreign: null,
          note: idle,
        };
      }
      const reply = await reach(async () => {
        const contact = await ensureDaemon(layout, daemonFile);
        return ask(contact, 'GET', '/v1/state');
      });
      const state = read(reply, stateSchema);
      if (state === null) throw new TargetError(refusalOf(reply));
      return viewOf(state, desired);
    },

    counters: createCounters({ count, remember }),

    // Nothing is held: the supervisor is to go on.
    async close() {},
  };

  /** Why nothing runs and nothing has to be started to find that out; null where there is something to look at. */
  async function whyIdle(): Promise<string | null> {
    const stored = await readJson(layout.orders, storedOrdersSchema);
    if (stored === null) return 'nothing was ever started here';
    return stored.stopped ? 'stopped by hand' : null;
  }

  async function count(): Promise<Counted> {
    try {
      const contact = await findDaemon(layout);
      if (contact === null) return { kind: 'down', why: 'The supervisor does not run.' };
      const counters = read(await ask(contact, 'GET', '/v1/counters'), countersSchema);
      if (counters === null) return { kind: 'down', why: 'The supervisor gave no counters.' };
      return { kind: 'counted', counters };
    } catch (error) {
      return { kind: 'down', why: `The supervisor does not answer: ${because(error)}` };
    }
  }

  async function remember(): Promise<Remembered> {
    try {
      const contact = await findDaemon(layout);
      if (contact === null) return { kind: 'remembered', snapshots: [] };
      const history = read(await ask(contact, 'GET', '/v1/history', null, REMEMBER_MS), historySchema);
      if (history === null) return { kind: 'down', why: 'the supervisor is of a version that keeps no past' };
      return { kind: 'remembered', ...history };
    } catch (error) {
      return { kind: 'down', why: `the supervisor does not answer: ${because(error)}` };
    }
  }
}

/** A past that takes longer than this is done without. */
const REMEMBER_MS = 2_000;

/** How long to wait before the next attempt, ms: a process that was killed takes a moment to be gone. */
const PAUSES = [50, 100, 200, 400];

/** A supervisor that dies under a question is started again and asked again: every question may be asked twice. */
async function reach(question: () => Promise<Reply>): Promise<Reply> {
  for (const pause of PAUSES) {
    try {
      return await question();
    } catch (error) {
      if (error instanceof TargetError) throw error;
      await sleep(pause);
    }
  }
  try {
    return await question();
  } catch (error) {
    if (error instanceof TargetError) throw error;
    throw new TargetError(`The supervisor of this environment does not answer: ${because(error)}.`);
  }
}

function refused(reply: Reply): TargetError {
  const refusal = parseJson(reply.body, refusalSchema);
  return new TargetError(refusalOf(reply), refusal !== null && FINAL.has(refusal.error));
}

/** What only a person can mend. */
const FINAL: ReadonlySet<Refusal['error']> = new Set(['port', 'not-staged', 'invalid']);

function refusalOf(reply: Reply): string {
  const refusal = parseJson(reply.body, refusalSchema);
  if (refusal !== null) return refusal.message;
  return `The supervisor of this environment gave an answer that makes no sense (status ${reply.status}).`;
}

function settingsOf({ spec, service, environment, slos }: LocalTargetOptions): Settings {
  return {
    service,
    environment,
    instances: spec.instances,
    host: spec.host,
    port: spec.port,
    metricsPort: spec.metricsPort,
    stop: spec.stop,
    thresholds: slos.flatMap(({ objective }) => (objective.kind === 'latency' ? [objective.threshold] : [])),
  };
}

function viewOf(state: StateAnswer, desired: Desired): TargetView {
  const weight = shareOf(state, desired);
  if (isDeepStrictEqual(state.desired, z.parse(desiredSchema, desired))) {
    const { settled, failure, note } = state;
    return { settled, failure, weight, foreign: null, note };
  }
  const note = `something else was asked for: ${state.note}`;
  return { settled: false, failure: null, weight, foreign: null, note };
}

/** The share of the release that is to have it: the candidate's in a split, else that of the only one. */
function shareOf({ releases }: StateAnswer, desired: Desired): Percent {
  if (desired.kind === 'none') return percent(0);
  const release = desired.kind === 'split' ? desired.candidate : desired.release;
  return releases.find(({ digest }) => digest === release.digest)?.share ?? percent(0);
}
