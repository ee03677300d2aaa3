import type { FlagInventory, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import { instant, type Json, type LaunchDarklyServer } from '@glidepath/model';
import * as z from 'zod/mini';
import { archived, broken, notFound, trouble } from '../troubles.ts';
import { askApi, openApi, type AdminApi } from './admin-api.ts';
import type { Change, InventoryContext } from './context.ts';
import { inventoryOf } from './each-key.ts';
import { countText, listText, personText, shareText, valueText } from './state-words.ts';

/** The version of the REST API whose answers are read here; a token may default to another one. */
const VERSION = { 'LD-API-Version': '20240415' };
/** The audit log's time of a change and the flag's own are not the same millisecond. */
const SAME_CHANGE_MS = 60_000;
/** Weights of a rollout are in thousandths of a percent. */
const PER_PERCENT = 1_000;

/** Milliseconds since 1970 that are a date. */
const Time = z.int().check(z.gte(0), z.lte(8.64e15));
const Targets = z.nullish(z.array(z.object({ values: z.nullish(z.array(z.unknown())) })));
const Served = z.object({
  variation: z.nullish(z.int()),
  rollout: z.nullish(z.object({ variations: z.array(z.object({ variation: z.int(), weight: z.number() })) })),
});
const Config = z.object({
  on: z.boolean(),
  lastModified: Time,
  archived: z.nullish(z.boolean()),
  targets: Targets,
  contextTargets: Targets,
  rules: z.nullish(z.array(z.unknown())),
  prerequisites: z.nullish(z.array(z.unknown())),
  fallthrough: z.nullish(Served),
  offVariation: z.nullish(z.int()),
});
const Value: z.ZodMiniType<Json> = z.json();
const Flag = z.object({
  variations: z.array(z.object({ value: Value, name: z.nullish(z.string()) })),
  temporary: z.nullish(z.boolean()),
  archived: z.nullish(z.boolean()),
  environments: z.nullish(z.record(z.string(), Config)),
});
const AuditLog = z.object({
  items: z.array(
    z.object({
      date: Time,
      member: z.nullish(
        z.object({
          firstName: z.nullish(z.string()),
          lastName: z.nullish(z.string()),
          email: z.nullish(z.string()),
        }),
      ),
      app: z.nullish(z.object({ name: z.nullish(z.string()) })),
      token: z.nullish(z.object({ name: z.nullish(z.string()) })),
    }),
  ),
});
type Config = z.infer<typeof Config>;
type Variations = z.infer<typeof Flag>['variations'];

/** LaunchDarkly's flags by its REST API, as they stand in one environment. */
export function launchDarklyInventory(server: LaunchDarklyServer, context: InventoryContext): FlagInventory {
  const api = openApi('LaunchDarkly', server, context);
  return inventoryOf(api, async (opened, key, late) => look(opened, server, key, late));
}

async function look(
  api: AdminApi,
  { project, environment }: LaunchDarklyServer,
  key: string,
  late: AbortSignal,
): Promise<FlagRecord | FlagTrouble> {
  const { place } = api;
  const query = new URLSearchParams({ env: environment }).toString();
  const path = `/api/v2/flags/${encodeURIComponent(project)}/${encodeURIComponent(key)}?${query}`;
  const answer = await askApi(api, path, { form: Flag, headers: VERSION, late });
  if (answer.kind === 'trouble') return answer;
  if (answer.kind === 'absent')
    return notFound(place, key, `check its key, and that it is in the project "${project}"`);
  const { variations, temporary, archived: gone, environments } = answer.value;
  const config = environments?.[environment];
  if (gone === true || config?.archived === true) return archived(place, key, 'is archived');
  if (config === undefined) {
    const why = `${place} has no environment "${environment}" in the project "${project}"`;
    return trouble('not-found', why, 'check its key');
  }
  const stand = standOf(config, variations);
  if (stand === null)
    return broken(place, `serves variations of "${key}" that are not there`, 'look at it there');
  const by = await whoChanged(api, { project, environment, key, at: config.lastModified }, late);
  const changed: Change = { at: instant(config.lastModified), by };
  return { kind: 'flag', ...stand, changed, permanent: temporary === false };
}

type Stand = Pick<FlagRecord, 'state' | 'settledOn' | 'settledName'>;

/** Null where it serves a variation that it does not have. */
function standOf(config: Config, variations: Variations): Stand | null {
  if (!config.on) {
    const off = config.offVariation ?? null;
    return off === null ? unsettled('off, and serves no value') : settled('off', off, variations);
  }
  const exceptions = [
    countText(targetsIn(config), 'target'),
    countText(config.rules?.length ?? 0, 'rule'),
    countText(config.prerequisites?.length ?? 0, 'prerequisite'),
  ].filter((words) => words !== null);
  const shares = sharesOf(config);
  const [only, second] = shares;
  if (only === undefined) return unsettled('on, and serves no value');
  if (exceptions.length === 0 && second === undefined) return settled('on', only.variation, variations);
  const served = shares.map(({ variation, share }) => {
    const value = variations[variation]?.value;
    return value === undefined ? null : `${shareText(share)} get ${valueText(value)}`;
  });
  if (served.includes(null)) return null;
  const known = served.filter((words) => words !== null);
  const fallthrough =
    second === undefined
      ? `everybody gets ${valueText(variations[only.variation]?.value ?? null)}`
      : listText(known, 'and');
  return unsettled(
    exceptions.length === 0
      ? `on, ${fallthrough}`
      : `on, by ${listText(exceptions, 'and')}; beyond that ${fallthrough}`,
  );
}

function settled(how: 'on' | 'off', index: number, variations: Variations): Stand | null {
  const variation = variations[index];
  if (variation === undefined) return null;
  return {
    state: `${how}, everybody gets ${valueText(variation.value)}`,
    settledOn: JSON.stringify(variation.value),
    settledName: variation.name ?? null,
  };
}

function unsettled(state: string): Stand {
  return { state, settledOn: null, settledName: null };
}

function targetsIn({ targets, contextTargets }: Config): number {
  return [...(targets ?? []), ...(contextTargets ?? [])].reduce(
    (sum, { values }) => sum + (values?.length ?? 0),
    0,
  );
}

/** What those get whom no target and no rule means; shares are 0 to 100. */
function sharesOf({
  fallthrough,
}: Config): readonly { readonly variation: number; readonly share: number }[] {
  const one = fallthrough?.variation ?? null;
  if (one !== null) return [{ variation: one, share: 100 }];
  return (fallthrough?.rollout?.variations ?? []).flatMap(({ variation, weight }) =>
    weight === 0 ? [] : [{ variation, share: weight / PER_PERCENT }],
  );
}

/** By the audit log; null where it does not say, or the token may not read it. */
async function whoChanged(
  api: AdminApi,
  {
    project,
    environment,
    key,
    at,
  }: Record<'project' | 'environment' | 'key', string> & { readonly at: number },
  late: AbortSignal,
): Promise<string | null> {
  const query = new URLSearchParams({
    spec: `proj/${project}:env/${environment}:flag/${key}`,
    before: String(at + SAME_CHANGE_MS),
    limit: '20',
  }).toString();
  const answer = await askApi(api, `/api/v2/auditlog?${query}`, { form: AuditLog, headers: VERSION, late });
  if (answer.kind !== 'answer') return null;
  const distance = ({ date }: { readonly date: number }): number => Math.abs(date - at);
  const [entry] = answer.value.items
    .filter((item) => distance(item) <= SAME_CHANGE_MS)
    .toSorted((a, b) => distance(a) - distance(b));
  if (entry === undefined) return null;
  const { member, app, token } = entry;
  const name = [member?.firstName ?? '', member?.lastName ?? ''].join(' ').trim();
  return personText(name) ?? personText(member?.email) ?? personText(app?.name) ?? personText(token?.name);
}
