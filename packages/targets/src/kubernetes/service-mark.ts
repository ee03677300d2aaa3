import * as z from 'zod/mini';
import { FIELD_MANAGER, type KubeObject } from './api.ts';
import { managersOf, type Field } from './managers.ts';
import { MARK } from './routers/mark.ts';

/**
 * What a Service was before its selector was switched, kept in the Service itself and written together with the selector.
 * The API server knows who holds a selector, and to switch it is to take it: who held it is kept too, and gets it back.
 */
const mark = z.object({
  /** The canary's. */
  weight: z.union([z.literal(0), z.literal(100)]),
  before: z.record(z.string(), z.string()),
  holders: z.array(z.object({ manager: z.string(), operation: z.string() })),
});
export type ServiceMark = z.infer<typeof mark>;

export const SELECTOR: Field = ['f:spec', 'f:selector'];

/** Null where there is none, or where nobody can read it. */
export function serviceMarkOf({ metadata }: KubeObject): ServiceMark | null {
  try {
    return z.safeParse(mark, JSON.parse(metadata.annotations?.[MARK] ?? '')).data ?? null;
  } catch {
    return null;
  }
}

export function annotationOf(to: ServiceMark): Readonly<Record<string, string>> {
  return { [MARK]: JSON.stringify(to) };
}

export function holdersOf(service: KubeObject): ServiceMark['holders'] {
  return managersOf(service, SELECTOR).flatMap(({ manager, operation }) =>
    manager === undefined || operation === undefined || manager === FIELD_MANAGER
      ? []
      : [{ manager, operation }],
  );
}

type Entry = NonNullable<KubeObject['metadata']['managedFields']>[number];

/** A JSON Patch that leaves nothing of ours in the Service, if nobody else has written since it was read. */
export function givenBack({ metadata }: KubeObject, { holders }: ServiceMark): readonly object[] {
  const others = (metadata.managedFields ?? []).filter(
    ({ manager, operation }) => manager !== FIELD_MANAGER || operation !== 'Apply',
  );
  const managedFields = holders.reduce<readonly Entry[]>(holding, others);
  return [
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    ...(metadata.annotations?.[MARK] === undefined
      ? []
      : [{ op: 'remove', path: `/metadata/annotations/${MARK.replace('/', '~1')}` }]),
    // An empty list says that nobody has ever held anything, which is known of no object.
    ...(managedFields.length === 0
      ? []
      : [{ op: 'replace', path: '/metadata/managedFields', value: managedFields }]),
  ];
}

function holding(entries: readonly Entry[], { manager, operation }: ServiceMark['holders'][number]) {
  const isTheirs = (each: Entry) =>
    each.manager === manager && each.operation === operation && each.subresource === undefined;
  const own = entries.find(isTheirs);
  if (own === undefined)
    return [
      ...entries,
      {
        manager,
        operation,
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:selector': {} } },
      },
    ];
  const all = asObject(own.fieldsV1);
  const fieldsV1 = { ...all, 'f:spec': { ...asObject(all['f:spec']), 'f:selector': {} } };
  return entries.map((each) => (each === own ? { ...own, fieldsV1 } : each));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
