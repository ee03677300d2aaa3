import type * as z from 'zod/mini';
import { highestBurnRate } from './burn-rate.ts';
import type { Delivery, Environment, Slo, SloSource } from './delivery.ts';
import type { AlertsDraft } from './file/alert-selectors.ts';
import type { DeliveryFile } from './file/delivery-file.ts';
import type { EnvironmentDraft } from './file/environment.ts';
import type { GuardDraft } from './file/guards.ts';
import type { SloDraft } from './file/slo.ts';
import type { Servers } from './file/sources.ts';
import type { AlertSelector, Guard } from './guard.ts';
import { tellsOfThePast } from './past.ts';
import { valueAt } from './issues.ts';
import { thresholdName } from './text/threshold-name.ts';
import { wavesOf } from './file/waves.ts';

type SloDrafts = Readonly<Record<string, SloDraft>>;
/** An environment's SLOs by their names in the file: several where one has several thresholds. */
type SlosByName = ReadonlyMap<string, readonly Slo[]>;

/**
 * Names become what they name: SLOs, and the servers, the flags and the targets of each environment. `asWritten` is the file
 * that was read, for what several targets have in common.
 */
export function toDelivery(file: z.output<typeof DeliveryFile>, asWritten: unknown): Delivery {
  const environments = Object.entries(file.environments).map(([name, { sources, targets, ...draft }]) =>
    toEnvironment(
      name,
      {
        ...draft,
        target:
          targets === null
            ? draft.target
            : wavesOf(targets, valueAt(asWritten, ['environments', name, 'target'])),
        flags: draft.flags ?? file.flags ?? null,
      },
      file.slos,
      {
        ...file.sources,
        ...written(sources),
      },
    ),
  );
  const build = (file.build ?? []).map(({ name, ...draft }) => ({ ...draft, name: name ?? file.service }));
  return { service: file.service, environments, notices: file.notices, build };
}

/** Without the keys that stand for nothing. */
function written(servers: Servers): Servers {
  return Object.fromEntries(Object.entries(servers).filter(([, server]) => server !== undefined));
}

function toEnvironment(
  name: string,
  draft: Omit<EnvironmentDraft, 'sources' | 'targets'>,
  drafts: SloDrafts,
  servers: Servers,
): Environment {
  const named = new Map(
    draft.slos.map((slo) => {
      const found = drafts[slo];
      return [slo, found === undefined ? [] : slosOf(slo, found, servers)] as const;
    }),
  );
  const slos = [...named.values()].flat();
  return { name, ...draft, slos, guards: draft.guards.map((guard) => guardOf(guard, named, servers)) };
}

/** One SLO a threshold; together they count for what is written. */
function slosOf(name: string, { objectives, weight, source }: SloDraft, servers: Servers): readonly Slo[] {
  const [only, ...others] = objectives;
  const from = sourceOf(source, servers);
  if (others.length === 0) return [{ name, objective: only, weight, source: from }];
  // Half of the least number is 0, and an SLO counts for more than that.
  const share = Math.max(Number.MIN_VALUE, weight / objectives.length);
  return objectives.map((objective) => ({
    name: objective.kind === 'latency' ? thresholdName(name, objective.threshold) : name,
    objective,
    weight: share,
    source: from,
  }));
}

function sourceOf(draft: SloDraft['source'], servers: Servers): SloSource {
  switch (draft?.kind) {
    case undefined:
      return { kind: 'target' };
    case 'prometheus':
      return { ...draft, server: known(servers.prometheus) };
    case 'cloudwatch':
      return { ...draft, server: known(servers.cloudwatch) };
    case 'elasticsearch':
    case 'opensearch':
      return { ...draft, server: known(servers[draft.kind]) };
    case 'http':
      return { ...draft, server: known(servers.http) };
    case 'datadog':
      return { ...draft, server: known(servers.datadog) };
  }
}

function guardOf(draft: GuardDraft, slos: SlosByName, servers: Servers): Guard {
  switch (draft.kind) {
    case 'burn-rate': {
      const slowest = Math.min(...draft.windows.map(({ rate }) => rate));
      const burning = watched(draft.slos, slos).filter(
        (slo) => slowest <= highestBurnRate(slo.objective.target),
      );
      return { ...draft, slos: burning };
    }
    case 'budget':
      return { ...draft, slos: watched(draft.slos, slos) };
    case 'alerts':
      return { ...draft, alerts: alertsOf(draft.alerts, servers) };
  }
}

/** In the order in which the guard names them. */
function watched(names: readonly string[] | null, slos: SlosByName): readonly Slo[] {
  if (names === null) return [...slos.values()].flat().filter(({ source }) => tellsOfThePast(source.kind));
  return names.flatMap((name) => slos.get(name) ?? []);
}

function alertsOf(draft: AlertsDraft, servers: Servers): AlertSelector {
  switch (draft.kind) {
    case 'alertmanager':
      return { ...draft, server: known(servers.alertmanager) };
    case 'prometheus':
      return { ...draft, server: known(servers.prometheus) };
    case 'datadog':
      return { ...draft, server: known(servers.datadog) };
    case 'cloudwatch':
      return { ...draft, server: known(servers.cloudwatch) };
  }
}

/** What lacks its server is an inconsistency, so that no delivery has got here with such a thing. */
function known<T>(server: T | undefined): T {
  if (server === undefined) throw new Error('an SLO or a guard without a server was let pass');
  return server;
}
