import {
  describeDelivery,
  formatDelivery,
  isDigest,
  millis,
  percent,
  type Bake,
  type DeliveryText,
  type Digest,
  type Environment,
  type Millis,
  type Notice,
  type Percent,
  type Policies,
} from '@glidepath/model';
import { compilePlan, wordsOf, type WaveWords } from '@glidepath/rollout';
import { chooseEnvironment, readDeliveryFile } from '../delivery-file.ts';
import { forecastStages, type StageForecast } from './forecast.ts';
import type { PlannedFlag } from './flag.ts';
import { flagsOf, type PlanSurroundings } from './flags.ts';
import { previewOf, type PlannedChanges } from './preview.ts';
import { hideSecrets } from '../secrets.ts';
import { UserError } from '../user-error.ts';

export interface PlanOptions {
  readonly file: string;
  /** Null: all. */
  readonly environment: string | null;
  /** Requests a second to all releases together, for a forecast; null: none is made. */
  readonly rps: number | null;
  /** Share of requests that fail today; null: half of each SLO's error budget. */
  readonly baseRate: Percent | null;
  /** Whether neither a provider of flags nor the target may be asked. */
  readonly offline: boolean;
  /** The release's, for what would change in the target; null: nobody has named one yet. */
  readonly digest: string | null;
}

/**
 * What a delivery will do, every default written out. Nothing is asked of the ledger; of the target what would change in
 * it, and of the providers of flags only where the file names one.
 */
export interface PlanAnswer {
  readonly version: 1;
  readonly verb: 'plan';
  readonly file: string;
  readonly service: string;
  /** The delivery file without any short form or default. */
  readonly delivery: DeliveryText;
  readonly environments: readonly EnvironmentPlan[];
}

export interface EnvironmentPlan {
  readonly environment: string;
  readonly after: string | null;
  readonly strategy: 'canary' | 'rolling' | 'blue-green';
  /** In the order in which a release goes through them, the look after 100 % last. */
  readonly stages: readonly Stage[];
  /** All bakes at their shortest. */
  readonly shortestMs: number;
  /** All bakes at their longest, waits for people left out; null: without end. */
  readonly longestMs: number | null;
  /** Null where none was asked for. */
  readonly forecast: EnvironmentForecast | null;
  /** The flags of its gates, of its steps and of its target, as they stand now; as they are named where it is offline. */
  readonly flags: readonly PlannedFlag[];
  /** What would change in the target; null where it has nothing that stands, or where it is offline. */
  readonly changes: PlannedChanges | null;
}

/** What the file alone says of an environment's way. */
export type EnvironmentWay = Omit<EnvironmentPlan, 'flags' | 'changes'>;

export interface Stage {
  readonly kind: 'step' | 'watch';
  /** The new release's share of traffic, 0 to 100. */
  readonly weight: Percent;
  /** The wave of targets that gets it; null: there are no waves, or it is the watch over all. */
  readonly wave: WaveWords | null;
  readonly approval: boolean;
  /** Null where no traffic flows, so there is nothing to judge. */
  readonly bake: { readonly shortestMs: number; readonly longestMs: number | null } | null;
}

export interface EnvironmentForecast {
  readonly rps: number;
  /** Share of requests that fail today, 0 to 1, by SLO. */
  readonly baseRates: Readonly<Record<string, number>>;
  /** One for each stage with traffic. */
  readonly stages: readonly StageForecast[];
  /** Until a healthy release is promoted; null where that is not to be expected. */
  readonly healthyMs: number | null;
  /** What will not work out, and what to change. */
  readonly warnings: readonly string[];
}

export type { PlannedFlag } from './flag.ts';
export type { PlannedChanges } from './preview.ts';
export type { PlanSurroundings } from './flags.ts';

const ALL = percent(100);

/** The answer, and the delivery as YAML for people. */
export interface Planned {
  readonly answer: PlanAnswer;
  readonly yaml: string;
}

/** @throws UserError */
export async function plan(here: PlanSurroundings, options: PlanOptions): Promise<Planned> {
  const delivery = await readDeliveryFile(here.workspace, options.file);
  hideSecrets(here, delivery);
  const { rps, baseRate } = options;
  if (rps === null && baseRate !== null) {
    throw new UserError(
      'base-rate is for a forecast, which needs rps too: how many requests come in a second',
    );
  }
  const chosen =
    options.environment === null ? delivery.environments : [chooseEnvironment(delivery, options.environment)];
  const names = new Set(chosen.map(({ name }) => name));
  const notices = delivery.notices.flatMap((notice) => noticeOf(notice, names));
  const shown = { ...delivery, environments: chosen, notices };
  const digest = digestOf(options.digest);
  const [flags, changes] = await Promise.all([
    flagsOf(here, delivery, chosen, options.offline),
    Promise.all(options.offline ? [] : chosen.map(async (one) => previewOf(here, delivery, one, digest))),
  ]);
  return {
    answer: {
      version: 1,
      verb: 'plan',
      file: options.file,
      service: delivery.service,
      delivery: describeDelivery(shown),
      environments: chosen.map((environment, index) => ({
        ...planOf(environment, rps, baseRate),
        flags: flags[index] ?? [],
        changes: changes[index] ?? null,
      })),
    },
    yaml: formatDelivery(shown),
  };
}

/** @throws UserError where it is none */
function digestOf(text: string | null): Digest | null {
  if (text === null || isDigest(text)) return text;
  throw new UserError(`the digest is ${JSON.stringify(text)}, write sha256: and 64 hexadecimal digits`);
}

export function planOf(
  environment: Environment,
  rps: number | null,
  baseRate: Percent | null,
): EnvironmentWay {
  const stages = stagesOf(environment);
  const bakes = stages.flatMap(({ bake }) => bake ?? []);
  return {
    environment: environment.name,
    after: environment.after,
    strategy: environment.strategy.kind,
    stages,
    shortestMs: bakes.reduce((sum, bake) => sum + bake.shortestMs, 0),
    longestMs: bakes.reduce<number | null>(
      (sum, bake) => (sum === null || bake.longestMs === null ? null : sum + bake.longestMs),
      0,
    ),
    forecast: rps === null ? null : forecastStages(environment, stages, rps, baseRate),
  };
}

function stagesOf(environment: Environment): readonly Stage[] {
  const compiled = compilePlan(environment, false);
  const { steps, watch, policies } = compiled;
  return [
    ...steps.map(({ weight, bake, approval, wave }): Stage => ({
      kind: 'step',
      weight,
      wave: wave && wordsOf(compiled, wave),
      approval,
      bake: bake && { shortestMs: bake.min, longestMs: longest(bake, policies) },
    })),
    {
      kind: 'watch',
      weight: ALL,
      wave: null,
      approval: false,
      bake: { shortestMs: watch.min, longestMs: longest(watch, policies) },
    },
  ];
}

/** Until the last policy has had its say; null where one of them looks on without end. */
function longest(bake: Bake, policies: Policies): Millis | null {
  const chosen = [policies.tooFewSamples, policies.noData, policies.sourceDown];
  if (chosen.includes('hold')) return null;
  return chosen.includes('extend') ? millis(2 * bake.max) : bake.max;
}

/** Without the environments that are not shown; none where it is of those alone. */
function noticeOf(notice: Notice, shown: ReadonlySet<string>): readonly Notice[] {
  if (notice.environments === null) return [notice];
  const environments = notice.environments.filter((name) => shown.has(name));
  return environments.length === 0 ? [] : [{ ...notice, environments }];
}
