import * as z from 'zod/mini';
import type { LatencyObjective, Objective } from '../delivery.ts';
import { fault } from '../fault.ts';
import { formatDuration } from '../text/duration.ts';
import { OBJECTIVE, parseObjective } from '../text/objective.ts';
import { formatPercent } from '../text/percent.ts';
import { quote } from '../text/quote.ts';
import { docs, read, refuse, written } from './scalars.ts';

/** What an SLO promises, as it is written: one objective, or answers within several thresholds. */

/** Either one, or latency objectives with rising thresholds and shares. */
export type Objectives = readonly [Objective, ...Objective[]];

export const OBJECTIVE_MEND = 'write for example 99.9% or 99% under 300ms';
function objectiveMend({ input }: { readonly input?: unknown }): string {
  return typeof input === 'number' ? `write ${input}%` : OBJECTIVE_MEND;
}

const OBJECTIVE_DOC = {
  description:
    'Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms, which can also be written as p99 under 300ms.',
  examples: ['99.9%', '99% under 300ms', 'p99 under 300ms'],
  pattern: OBJECTIVE.source,
};

export const OneObjective = written(parseObjective, objectiveMend).register(docs, OBJECTIVE_DOC);

const THRESHOLDS_MEND = 'write for example [99% under 300ms, 99.9% under 1s]';
export const Thresholds = z
  .array(OneObjective, { error: THRESHOLDS_MEND })
  .check(z.check(checkThresholds))
  .register(docs, {
    description:
      'Several thresholds of one latency, shortest first, each with a higher share. They become one SLO each, named by its threshold, such as latency-300ms, and count as one together.',
    examples: [['99% under 300ms', '99.9% under 1s']],
    minItems: 2,
    uniqueItems: true,
  });

function checkThresholds(payload: z.core.ParsePayload<string[]>): void {
  const [only, another] = payload.value;
  if (only === undefined) refuse(payload, fault('is an empty list', null, THRESHOLDS_MEND));
  else if (another === undefined)
    refuse(payload, fault('is a list of one', null, `write ${quote(only)} without the list`));
  let before: LatencyObjective | null = null;
  for (const [index, text] of payload.value.entries()) {
    const read = parseObjective(text);
    if (!read.ok) continue;
    const objective = read.value;
    const wrong = (why: string, mend: string): void =>
      refuse(payload, fault(`is ${quote(text)}`, why, mend), [index]);
    if (objective.kind === 'availability') {
      wrong('in a list each objective says how soon', 'write it as an SLO of its own');
      continue;
    }
    const misfit = before === null ? null : misfitAfter(before, objective);
    if (misfit !== null) wrong(misfit.why, misfit.mend);
    before = objective;
  }
}

/** Why an objective has nothing to say beside the one that stands before it. */
function misfitAfter(
  before: LatencyObjective,
  after: LatencyObjective,
): { why: string; mend: string } | null {
  const [sooner, later] = [before.threshold, after.threshold].map(formatDuration);
  if (after.threshold === before.threshold)
    return { why: `the one before is under ${sooner} too`, mend: 'remove one of the two' };
  if (after.threshold < before.threshold)
    return { why: `it is shorter than the one before`, mend: 'write the shortest threshold first' };
  if (after.target > before.target) return null;
  const least = formatPercent(before.target);
  return {
    why: `it could never matter, since what is answered within ${sooner} is within ${later} too`,
    mend: `write more than ${least}, or remove it`,
  };
}

export const ObjectiveOrThresholds = z.union(
  [
    z.pipe(
      read(parseObjective, objectiveMend).register(docs, OBJECTIVE_DOC),
      z.transform((one: Objective): Objectives => [one]),
    ),
    z.pipe(
      Thresholds,
      z.transform((texts: string[]): Objectives => {
        const [first, ...others] = texts.flatMap((text) => {
          const one = parseObjective(text);
          return one.ok ? [one.value] : [];
        });
        return first === undefined ? z.NEVER : [first, ...others];
      }),
    ),
  ],
  { error: OBJECTIVE_MEND },
);
