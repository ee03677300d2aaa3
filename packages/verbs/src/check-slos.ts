import type { MetricSource } from '@glidepath/conductor';
import { percent, type Environment, type Release, type Slo } from '@glidepath/model';
import type { ReleaseRate, SliCheck, SliUsage, Trouble } from '@glidepath/metrics/registry';
import type { GuardView } from '@glidepath/rollout';
import { withAssembly, type Assembly } from './assemble.ts';
import type { Place } from './delivery-file.ts';
import { closedBy } from './gates.ts';
import { forecastStages, type StageForecast } from './plan/forecast.ts';
import { planOf } from './plan/plan.ts';
import { checksOf } from './preflight.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether every SLO of an environment can be measured, and how it stands. Nothing is changed. */
export interface CheckSlosAnswer {
  readonly version: 1;
  readonly verb: 'check-slos';
  readonly service: string;
  readonly environment: string;
  /** The live release, which the next one will be compared with. */
  readonly stable: { readonly name: string; readonly digest: string } | null;
  /** Whether a rollout could begin. */
  readonly sound: boolean;
  readonly slos: readonly CheckedSlo[];
  /** What watches over the whole service, as it stands now. */
  readonly guards: readonly GuardView[];
}

export interface CheckedSlo {
  readonly slo: string;
  readonly source: Slo['source']['kind'];
  /** Null for the target's own counters, which take no query. */
  readonly query: string | null;
  readonly trouble: Trouble | null;
  /** Of the last five minutes, by release; null where the source does not tell. */
  readonly rates: readonly ReleaseRate[] | null;
  /** Share that is left of the last 30 days' error budget; below 0 it is overspent. */
  readonly budgetLeft: number | null;
  /** Why something of the two above is missing. */
  readonly missing: string | null;
  /** How long each stage needs at these rates; null where there are none. */
  readonly forecast: readonly StageForecast[] | null;
}

/** @throws UserError, LedgerError */
export async function checkSlos(surroundings: Surroundings, place: Place): Promise<CheckSlosAnswer> {
  return withAssembly(surroundings, place, checkAll);
}

export async function checkAll(assembly: Assembly): Promise<CheckSlosAnswer> {
  const { delivery, environment, ports, foreign } = assembly;
  const stable = (await ports.ledger.head())?.state.live ?? null;
  const [checks, usages, own, guards] = await Promise.all([
    checksOf(foreign, { candidate: null, stable }),
    Promise.all(foreign.map(({ source, slos }) => source.usage(slos))),
    ownChecks(ports.metrics, environment.slos, stable),
    ports.guards.atStart(null),
  ]);
  const checkBy = new Map([...checks, ...own].map((check) => [check.sli, check]));
  const usageBy = new Map(usages.flat().map((usage) => [usage.sli, usage]));
  const slos = environment.slos.map((slo) =>
    checkedSlo(environment, slo, checkBy.get(slo.name) ?? null, usageBy.get(slo.name) ?? null),
  );
  return {
    version: 1,
    verb: 'check-slos',
    service: delivery.service,
    environment: environment.name,
    stable: stable === null ? null : { name: stable.name, digest: stable.digest },
    sound: slos.every(({ trouble }) => trouble === null) && guards.every((guard) => closedBy(guard) === null),
    slos,
    guards,
  };
}

/** The target's own counters begin with its first release: until then there is nothing to ask. */
async function ownChecks(
  metrics: MetricSource,
  slos: readonly Slo[],
  stable: Release | null,
): Promise<readonly SliCheck[]> {
  const own = slos.filter(({ source }) => source.kind === 'target');
  if (stable === null || own.length === 0) return [];
  const readings = await metrics.read(own, { candidate: stable, stable: null });
  return readings.map(({ sli, candidate }): SliCheck => {
    const silent = candidate.kind === 'no-data' || candidate.kind === 'source-down';
    const mend = '"glidepath status" shows what serves, and starts it where it is gone';
    return { sli, query: '', trouble: silent ? { kind: candidate.kind, why: candidate.why, mend } : null };
  });
}

function checkedSlo(
  environment: Environment,
  slo: Slo,
  check: SliCheck | null,
  usage: SliUsage | null,
): CheckedSlo {
  return {
    slo: slo.name,
    source: slo.source.kind,
    query: check === null || check.query === '' ? null : check.query,
    trouble: check?.trouble ?? null,
    rates: usage?.rates ?? null,
    budgetLeft: usage?.budgetLeft ?? null,
    missing: usage?.why ?? null,
    forecast: usage?.rates == null ? null : forecastOf(environment, slo, usage.rates),
  };
}

/** At the traffic of all releases together, where the new one is as good as they are. */
function forecastOf(
  environment: Environment,
  slo: Slo,
  rates: readonly ReleaseRate[],
): readonly StageForecast[] | null {
  const rps = rates.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
  if (rps <= 0) return null;
  const bad = rates.reduce(
    (sum, { requestsPerSecond, badShare }) => sum + requestsPerSecond * (badShare ?? 0),
    0,
  );
  const { stages } = planOf(environment, null, null);
  return forecastStages({ ...environment, slos: [slo] }, stages, rps, percent((bad / rps) * 100)).stages;
}
