import {
  createAlerts,
  createSource,
  lookLimitFor,
  type AlertSource,
  type ForeignSource,
} from '@glidepath/metrics/registry';
import {
  formatDuration,
  millis,
  percent,
  type AlertSelector,
  type Environment,
  type Guard,
  type Instant,
  type Millis,
  type Slo,
} from '@glidepath/model';
import type { GuardAction, GuardView } from '@glidepath/rollout';
import type { Foreign } from '../sources.ts';
import type { Surroundings } from '../surroundings.ts';
import { alertsFinding } from './alerts.ts';
import { budgetFinding } from './budget.ts';
import { burnRateFinding } from './burn-rate.ts';
import { WindowedCounts, type Pace } from './counts.ts';
import { together, type Finding } from './finding.ts';
import { guardName } from './words.ts';

/** Where guards ask. */
export interface GuardSources {
  counts(slo: Slo): Promise<ForeignSource>;
  alerts(alerts: AlertSelector): Promise<AlertSource>;
}

/** What watches over the whole service asks for no release. */
export interface ServiceGuards {
  atStart(): Promise<readonly GuardView[]>;
  look(): Promise<readonly GuardView[]>;
}

/** Before a rollout there is time to wait for an answer about thirty days. */
const START_LIMIT = millis(30_000);
/** In polls of the SLIs: what a guard watches does not change from one to the next. */
const POLLS = 3;
/** A moment more than the source takes itself: what it says of its trouble is better than what can be said here. */
const GRACE = 100;

/**
 * The guards of an environment, with the sources that they name and no others.
 * @param foreign sources that are there already: what they have seen of new releases helps them to count
 */
export async function guardsFor(
  { env, workspace, clock }: Pick<Surroundings, 'env' | 'workspace' | 'clock'>,
  { guards, analysis }: Pick<Environment, 'guards' | 'analysis'>,
  foreign: readonly Pick<Foreign, 'name' | 'source'>[] = [],
): Promise<ServiceGuards> {
  const lookLimit = lookLimitFor(analysis.poll);
  const context = { env, workspace, lookLimit };
  const made = new Map<string, Promise<ForeignSource>>(
    foreign.map(({ name, source }) => [name, Promise.resolve(source)]),
  );
  const sources: GuardSources = {
    async counts({ name, source }) {
      // The delivery file's reader has refused it with its place.
      if (source.kind === 'target') throw new Error(`${name} is measured on the target's own counters`);
      const known = made.get(source.kind) ?? createSource(source, context);
      made.set(source.kind, known);
      return known;
    },
    alerts: async (alerts) => createAlerts(alerts, context),
  };
  return watchOver(guards, sources, { clock, every: millis(POLLS * analysis.poll), lookLimit });
}

/** What a guard takes to be asked. */
interface Watch {
  readonly guard: Guard;
  ask(limit: Millis): Promise<Finding>;
}

/** The guards as one; `lookLimit` is the longest that a look may take while a rollout is under way. */
export async function watchOver(
  guards: readonly Guard[],
  sources: GuardSources,
  { lookLimit, ...pace }: Pace & { readonly lookLimit: Millis },
): Promise<ServiceGuards> {
  const watches = await Promise.all(guards.map(async (guard) => watchOf(guard, sources, pace)));
  const during = watches.filter(({ guard }) => guard.kind !== 'budget');
  let last: { readonly at: Instant; readonly views: readonly GuardView[] } | null = null;
  return {
    atStart: async () => lookAt(watches, START_LIMIT),
    async look() {
      const now = pace.clock.now();
      if (last === null || now - last.at >= pace.every) {
        last = { at: now, views: await lookAt(during, lookLimit) };
      }
      return last.views;
    },
  };
}

async function watchOf(guard: Guard, sources: GuardSources, pace: Pace): Promise<Watch> {
  switch (guard.kind) {
    case 'burn-rate': {
      const counts = await countsOf(guard.slos, sources, pace);
      return { guard, ask: async (limit) => each(counts, async (one) => burnRateFinding(guard, one, limit)) };
    }
    case 'budget': {
      const counts = await countsOf(guard.slos, sources, pace);
      return { guard, ask: async (limit) => each(counts, async (one) => budgetFinding(guard, one, limit)) };
    }
    case 'alerts': {
      const source = await sources.alerts(guard.alerts);
      return { guard, ask: async (limit) => together([await alertsFinding(guard, source, limit)]) };
    }
  }
}

async function countsOf(
  slos: readonly Slo[],
  sources: GuardSources,
  pace: Pace,
): Promise<readonly WindowedCounts[]> {
  return Promise.all(slos.map(async (slo) => new WindowedCounts(slo, await sources.counts(slo), pace)));
}

async function each(
  counts: readonly WindowedCounts[],
  find: (one: WindowedCounts) => Promise<Finding>,
): Promise<Finding> {
  return together(await Promise.all(counts.map(find)));
}

/** All of them side by side; one that is late is unknown at this look. */
async function lookAt(watches: readonly Watch[], limit: Millis): Promise<readonly GuardView[]> {
  return Promise.all(
    watches.map(async (watch): Promise<GuardView> => {
      const { state, why } = await inTime(watch.ask(limit), limit);
      const guard = guardName(watch.guard);
      return { kind: 'guard', guard, from: percent(0), state, why, then: actionOf(watch.guard) };
    }),
  );
}

async function inTime(asked: Promise<Finding>, limit: Millis): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const late: Finding = { state: 'unknown', why: `there was no answer within ${formatDuration(limit)}` };
  const timer = setTimeout(() => resolve(late), limit + GRACE);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function actionOf(guard: Guard): GuardAction {
  switch (guard.kind) {
    case 'burn-rate':
    case 'alerts':
      return { kind: guard.then };
    case 'budget':
      return guard.then;
  }
}
