import type * as z from 'zod/mini';
import type { Delivery, Environment, Slo, SloSource } from './delivery.ts';
import type { AlertsDraft } from './file/alert-selectors.ts';
import type { DeliveryFile } from './file/delivery-file.ts';
import type { EnvironmentDraft } from './file/environment.ts';
import type { GuardDraft } from './file/guards.ts';
import type { SloDraft } from './file/judging.ts';
import type { Servers } from './file/sources.ts';
import type { AlertSelector, Guard } from './guard.ts';
import { tellsOfThePast } from './past.ts';

type SloDrafts = Readonly<Record<string, SloDraft>>;

/** Names become what they name: SLOs, and the servers of each environment. */
export function toDelivery(file: z.output<typeof DeliveryFile>): Delivery {
  const environments = Object.entries(file.environments).map(([name, { sources, ...draft }]) =>
    toEnvironment(name, draft, file.slos, { ...file.sources, ...written(sources) }),
  );
  return { service: file.service, environments, notices: file.notices };
}

/** Without the keys that stand for nothing. */
function written(servers: Servers): Servers {
  return Object.fromEntries(Object.entries(servers).filter(([, server]) => server !== undefined));
}

function toEnvironment(
  name: string,
  draft: Omit<EnvironmentDraft, 'sources'>,
  drafts: SloDrafts,
  servers: Servers,
): Environment {
  const slos = draft.slos.flatMap((slo): Slo[] => {
    const found = drafts[slo];
    if (found === undefined) return [];
    return [{ name: slo, objective: found.objective, source: sourceOf(found.source, servers) }];
  });
  return { name, ...draft, slos, guards: draft.guards.map((guard) => guardOf(guard, slos, servers)) };
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

function guardOf(draft: GuardDraft, slos: readonly Slo[], servers: Servers): Guard {
  switch (draft.kind) {
    case 'burn-rate':
    case 'budget':
      return { ...draft, slos: watched(draft.slos, slos) };
    case 'alerts':
      return { ...draft, alerts: alertsOf(draft.alerts, servers) };
  }
}

/** In the order in which the guard names them. */
function watched(names: readonly string[] | null, slos: readonly Slo[]): readonly Slo[] {
  if (names === null) return slos.filter(({ source }) => tellsOfThePast(source.kind));
  return names.flatMap((name) => slos.find((slo) => slo.name === name) ?? []);
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
