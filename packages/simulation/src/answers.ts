import type { Finding, JudgeSettings, SliEvidence, SliSpec } from '@glidepath/analysis';
import type { Strategy } from '@glidepath/model';
import type { Simulation } from './simulation.ts';

/** What `simulate` answers: `--json` at a terminal, what pages and sections are made of. */
export interface SimulateAnswer extends Simulation {
  readonly version: 1;
  readonly verb: 'simulate';
  readonly file: string;
  readonly service: string;
  readonly environment: string;
  readonly strategy: Strategy['kind'];
  /** Where the traffic is from, in a few words. */
  readonly source: string;
}

/** What `replay` answers. Times are ISO 8601. */
export interface ReplayAnswer {
  readonly version: 1;
  readonly verb: 'replay';
  /** Where the counters are from, in a few words. */
  readonly source: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly stable: string | null;
  readonly slis: readonly SliSpec[];
  readonly settings: JudgeSettings;
  readonly looks: readonly LookAnswer[];
  /** The looks at which something else was found than before, or a step with traffic began; their numbers from 1. */
  readonly turningPoints: readonly number[];
  /** Of the last look; null where there is none. */
  readonly final: LookAnswer | null;
  /** How the verdicts compare with those of the live run; null where other settings were asked for, or none were recorded. */
  readonly live: { readonly compared: number; readonly different: readonly number[] } | null;
  /** With the settings of the recording, where other ones were asked for. */
  readonly asRecorded: {
    readonly settings: JudgeSettings;
    readonly slis: readonly SliSpec[];
    readonly turningPoints: readonly LookAnswer[];
    readonly final: LookAnswer | null;
  } | null;
}

/** A look judged again. ln E is null where it is not finite. */
export interface LookAnswer {
  /** From 1. */
  readonly number: number;
  readonly at: string;
  readonly weight: number;
  readonly phase: string | null;
  readonly stepStarts: boolean;
  readonly verdict: Finding['kind'];
  readonly reason: string;
  readonly lnRollback: number | null;
  readonly rollbackThreshold: number;
  readonly lnPromotion: number | null;
  readonly promotionThreshold: number;
  readonly slis: readonly SliAnswer[];
}

export type SliAnswer = Omit<SliEvidence, 'lnRollback' | 'lnFuse' | 'lnPromotion'> & {
  readonly lnRollback: number | null;
  readonly lnFuse: number | null;
  readonly lnPromotion: number | null;
};
