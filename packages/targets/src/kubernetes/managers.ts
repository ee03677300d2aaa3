import { FIELD_MANAGER, type KubeObject } from './api.ts';
import { shown } from './foreign-text.ts';

/** Who holds which field, by metadata.managedFields. */

/** A field as managedFields name it: ['f:spec', 'f:replicas']. */
export type Field = readonly string[];

export const REPLICAS: Field = ['f:spec', 'f:replicas'];
export const PAUSED: Field = ['f:spec', 'f:paused'];

export function imageField(container: string): Field {
  return [
    'f:spec',
    'f:template',
    'f:spec',
    'f:containers',
    `k:${JSON.stringify({ name: container })}`,
    'f:image',
  ];
}

/** Whether we hold it by server-side apply: left out of the next one, it would go. */
export function isOurs(object: KubeObject, field: Field): boolean {
  return entriesWith(object, field).some(isOwn);
}

/** Whether only others hold it. */
export function isForeign(object: KubeObject, field: Field): boolean {
  const holders = entriesWith(object, field);
  return holders.length > 0 && !holders.some(({ manager }) => manager === FIELD_MANAGER);
}

/** Who holds it, but for us, as a person may know it; the last one to write. */
export function holderOf(object: KubeObject, field: Field): string {
  const others = entriesWith(object, field).filter(({ manager }) => manager !== FIELD_MANAGER);
  const [last] = others.toSorted((one, other) => ((one.time ?? '') < (other.time ?? '') ? 1 : -1));
  return last?.manager === undefined
    ? 'Somebody'
    : `The field manager ${JSON.stringify(shown(last.manager))}`;
}

type Entry = NonNullable<KubeObject['metadata']['managedFields']>[number];

function isOwn({ manager, operation }: Entry): boolean {
  return manager === FIELD_MANAGER && operation === 'Apply';
}

function entriesWith({ metadata }: KubeObject, field: Field): readonly Entry[] {
  return (metadata.managedFields ?? []).filter(({ fieldsV1 }) => has(fieldsV1, field));
}

function has(fields: unknown, [first, ...rest]: Field): boolean {
  if (first === undefined) return true;
  if (typeof fields !== 'object' || fields === null) return false;
  const found = Object.entries(fields).find(([name]) => name === first);
  return found !== undefined && has(found[1], rest);
}
