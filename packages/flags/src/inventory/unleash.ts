import type { FlagInventory, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import { instant, shown, type UnleashServer } from '@glidepath/model';
import * as z from 'zod/mini';
import { archived, notFound, trouble } from '../troubles.ts';
import { askApi, openApi, type AdminApi } from './admin-api.ts';
import type { Change, InventoryContext } from './context.ts';
import { inventoryOf } from './each-key.ts';
import { listText, personText, shareText } from './state-words.ts';

const Strategy = z.object({
  name: z.string(),
  disabled: z.nullish(z.boolean()),
  constraints: z.nullish(z.array(z.unknown())),
  segments: z.nullish(z.array(z.unknown())),
  variants: z.nullish(z.array(z.unknown())),
  parameters: z.nullish(z.record(z.string(), z.unknown())),
});
const InEnvironment = z.object({
  name: z.string(),
  enabled: z.boolean(),
  strategies: z.nullish(z.array(Strategy)),
  variants: z.nullish(z.array(z.unknown())),
});
const Feature = z.object({
  type: z.nullish(z.string()),
  archived: z.nullish(z.boolean()),
  stale: z.nullish(z.boolean()),
  dependencies: z.nullish(z.array(z.unknown())),
  environments: z.array(InEnvironment),
});
const Events = z.object({
  events: z.array(
    z.object({
      type: z.string(),
      createdAt: z.string(),
      createdBy: z.nullish(z.string()),
      environment: z.nullish(z.string()),
    }),
  ),
});
type Strategy = z.infer<typeof Strategy>;
type Feature = z.infer<typeof Feature>;
type InEnvironment = z.infer<typeof InEnvironment>;

/** Types of flags that are not meant to go. */
const PERMANENT: ReadonlySet<string> = new Set(['kill-switch', 'operational', 'permission']);
/** What changes a flag in all environments; other events without an environment change what is said of it. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'feature-created',
  'feature-revived',
  'feature-variants-updated',
  'feature-dependency-added',
  'feature-dependency-removed',
  'feature-dependencies-removed',
]);

/** Unleash's flags by its admin API, as they stand in one environment. */
export function unleashInventory(server: UnleashServer, context: InventoryContext): FlagInventory {
  const api = openApi('Unleash', server, context);
  return inventoryOf(api, async (opened, key, late) => look(opened, server, key, late));
}

async function look(
  api: AdminApi,
  { project, environment }: UnleashServer,
  key: string,
  late: AbortSignal,
): Promise<FlagRecord | FlagTrouble> {
  const { place } = api;
  const path = `/admin/projects/${encodeURIComponent(project)}/features/${encodeURIComponent(key)}`;
  const answer = await askApi(api, path, { form: Feature, late });
  if (answer.kind === 'trouble') return answer;
  if (answer.kind === 'absent') return absence(api, { key, project }, late);
  const feature = answer.value;
  if (feature.archived === true) return archived(place, key, 'is archived');
  const here = feature.environments.find(({ name }) => name === environment);
  if (here === undefined) {
    const why = `the project "${project}" of ${place} has no environment "${environment}"`;
    return trouble('not-found', why, 'check its name');
  }
  return {
    kind: 'flag',
    state: stateOf(feature, here),
    changed: await lastChange(api, { key, environment }, late),
    settledOn: settledOn(feature, here),
    settledName: null,
    permanent: PERMANENT.has(feature.type ?? ''),
  };
}

function settledOn(
  { dependencies }: Feature,
  { enabled, strategies, variants }: InEnvironment,
): string | null {
  if (!enabled) return 'false';
  if ((dependencies ?? []).length > 0 || (variants ?? []).length > 0) return null;
  const active = activeOf(strategies);
  if (active.some((strategy) => (strategy.variants ?? []).length > 0)) return null;
  // One strategy that lets everybody in is enough: any of them does.
  return active.some((strategy) => isFree(strategy) && shareOf(strategy) === 100) ? 'true' : null;
}

function stateOf({ dependencies, stale }: Feature, { enabled, strategies, variants }: InEnvironment): string {
  const marked = stale === true ? ', marked as stale' : '';
  if (!enabled) return `off${marked}`;
  const active = activeOf(strategies);
  const hasVariants = [...active.flatMap((one) => one.variants ?? []), ...(variants ?? [])].length > 0;
  return [
    waysText(active),
    (dependencies ?? []).length > 0 ? ', where the flags that it depends on let it' : '',
    hasVariants ? ', with variants' : '',
    marked,
  ].join('');
}

function waysText(active: readonly Strategy[]): string {
  if (active.length === 0) return 'on, without an active strategy';
  return active.length > 3
    ? `on by ${active.length} strategies`
    : `on ${listText(active.map(strategyText), 'or')}`;
}

function strategyText(strategy: Strategy): string {
  const share = shareOf(strategy);
  const who =
    share === null
      ? `by the strategy "${shown(strategy.name)}"`
      : share === 100
        ? 'for everybody'
        : `for ${shareText(share)}`;
  return isFree(strategy) ? who : `${who} within constraints`;
}

function activeOf(strategies: InEnvironment['strategies']): readonly Strategy[] {
  return (strategies ?? []).filter(({ disabled }) => disabled !== true);
}

function isFree({ constraints, segments }: Strategy): boolean {
  return (constraints ?? []).length === 0 && (segments ?? []).length === 0;
}

/** 0 to 100; null where its strategy knows no percentage. */
function shareOf({ name, parameters }: Strategy): number | null {
  if (name === 'default') return 100;
  if (name !== 'flexibleRollout') return null;
  const share = Number(parameters?.['rollout'] ?? Number.NaN);
  return share >= 0 && share <= 100 ? share : null;
}

/** By the event log; null where it does not say, or the token may not read it. */
async function lastChange(
  api: AdminApi,
  { key, environment }: { readonly key: string; readonly environment: string },
  late: AbortSignal,
): Promise<Change | null> {
  const newest = (await eventsOf(api, key, late)).find(({ type, environment: where }) =>
    // A change request changes nothing before it is applied, and that has an event of its own.
    where === null ? EVERYWHERE.has(type) : where === environment && !type.startsWith('change-'),
  );
  return newest === undefined ? null : { at: instant(newest.at), by: newest.by };
}

/** Unleash says of a flag that was archived that it is not there; its event log knows more. */
async function absence(
  api: AdminApi,
  { key, project }: { readonly key: string; readonly project: string },
  late: AbortSignal,
): Promise<FlagTrouble> {
  const newest = (await eventsOf(api, key, late)).find(({ type }) => LIFE.has(type));
  return newest?.type === 'feature-archived'
    ? archived(api.place, key, 'is archived')
    : notFound(api.place, key, `check its name, and that it is in the project "${project}"`);
}
const LIFE: ReadonlySet<string> = new Set([
  'feature-created',
  'feature-archived',
  'feature-revived',
  'feature-deleted',
]);

interface Event {
  readonly type: string;
  readonly at: number;
  readonly by: string | null;
  readonly environment: string | null;
}

/** What happened to a flag, newest first; nothing where that can't be read. */
async function eventsOf(api: AdminApi, key: string, late: AbortSignal): Promise<readonly Event[]> {
  const query = new URLSearchParams({ feature: `IS:${key}`, limit: '200' }).toString();
  const answer = await askApi(api, `/admin/search/events?${query}`, { form: Events, late });
  if (answer.kind !== 'answer') return [];
  return answer.value.events
    .map(({ type, createdAt, createdBy, environment = null }) => ({
      type,
      at: Date.parse(createdAt),
      by: personText(createdBy),
      environment,
    }))
    .filter(({ at }) => Number.isFinite(at))
    .toSorted((a, b) => b.at - a.at);
}
