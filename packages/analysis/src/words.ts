/** One sentence for each finding, with the numbers, for somebody who was just woken up. */

import { FUSE_BURN } from './settings.ts';
import type { Member, Thresholds } from './trials.ts';
import type { Counts } from './types.ts';

export const NO_SLIS = 'No SLI is defined, so there is nothing to judge by.';

export function notLater(at: number, lastAt: number | null): string {
  const given = `This look is dated ${date(at)}`;
  return lastAt === null
    ? `${given}, which is no moment; it was ignored.`
    : `${given}, not after the last one; it was ignored.`;
}

export function gap(
  kind: 'no-data' | 'source-down',
  gaps: readonly { readonly sli: string; readonly why: string }[],
): string {
  const those = gaps.map(({ sli, why }) => `${sli} (${why})`).join(', ');
  return kind === 'no-data' ? `No usable figures for ${those}.` : `The source did not answer for ${those}.`;
}

export function breach({ name, trial }: Member, budget: number, ln: number, threshold: number): string {
  const { candidate, stable } = latest(trial);
  const seen = `${name}: ${share(candidate)} bad on the candidate`;
  const proof = `evidence ln E ${ln.toFixed(2)}, rollback at ${threshold.toFixed(2)}.`;
  switch (trial.accuser) {
    case 'margin':
      return `${seen} against ${share(stable)} on the stable release; ${proof}`;
    case 'fuse':
      return `${seen}, more than ${round(FUSE_BURN)} times its budget of ${percent(budget)}; ${proof}`;
    case 'objective':
      return `${seen}, above its budget of ${percent(budget)} with no stable release left to compare with; ${proof}`;
  }
}

export function stableBreachesToo({ name, trial }: Member): string {
  const { candidate, stable } = latest(trial);
  return `${name} is far outside its objective on both releases (candidate ${share(candidate)}, stable ${share(stable)} bad): going back would not help.`;
}

/** How far the evidence is, both ways. */
export function scores({ trial }: Member, ln: number, thresholds: Thresholds): string {
  const forIt = `ln E ${trial.lnPromotion.toFixed(2)} of ${thresholds.promotion.toFixed(2)} for promotion`;
  return `${forIt}, ${ln.toFixed(2)} of ${thresholds.rollback.toFixed(2)} for rollback`;
}

export function healthy(member: Member, evidence: string): string {
  return `No worse than it may be: ${compared(member)}; ${evidence}.`;
}

/** Milliseconds that are left; 0 or less where it is over. */
export interface Wait {
  readonly warmUp: number;
  /** As long the evidence against is limited, for there is much of it, and it may be a cold start. */
  readonly forgiven: number;
}

/** `wait`: null where the candidate has had no traffic yet. */
export function undecided(weakest: Member, evidence: string, wait: Wait | null): string {
  if (wait === null) return 'The candidate has had no traffic yet.';
  const seen = `${compared(weakest)}; ${evidence}.`;
  if (wait.warmUp > 0) return `Warming up for another ${seconds(wait.warmUp)}: ${seen}`;
  if (wait.forgiven > 0) return `This may be a cold start, for another ${seconds(wait.forgiven)}: ${seen}`;
  return `Not enough requests yet to tell: ${seen}`;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

function compared({ name, trial }: Member): string {
  const { candidate, stable } = trial.step;
  const alone = `${name} ${share(candidate)} bad on the candidate`;
  return stable.total > 0 ? `${alone}, ${share(stable)} on the stable release` : alone;
}

/** Of the step, or of the whole rollout where the step has had no requests yet. */
function latest(trial: Member['trial']): { readonly candidate: Counts; readonly stable: Counts } {
  return trial.step.candidate.total > 0 ? trial.step : trial.all;
}

/** "1.2 % (12 of 1,000)". */
function share({ bad, total }: Counts): string {
  const counts = `${bad.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return total === 0 ? counts : `${percent(bad / total)} (${counts})`;
}

function percent(rate: number): string {
  return `${round(rate * 100)} %`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function date(at: number): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? String(at) : moment.toISOString();
}
