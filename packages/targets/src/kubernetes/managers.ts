import { shown } from '@glidepath/model';
import { FIELD_MANAGER, type KubeObject } from './api.ts';

/** Who holds which field, by metadata.managedFields. */

/** A field as managedFields name it: ['f:spec', 'f:replicas']. */
export type Field = readonly string[];

export const REPLICAS: Field = ['f:spec', 'f:replicas'];
export const PAUSED: Field = ['f:spec', 'f:paused'];
export const TEMPLATE: Field = ['f:spec', 'f:template'];

/** Who writes for an autoscaler, or fills in what nobody has said. */
const CONTROLLERS: ReadonlySet<string> = new Set(['kube-controller-manager', 'k3s']);

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

/** Whether somebody holds it, or a part of it, who is neither we nor a controller of the cluster. */
export function isStrangers(object: KubeObject, field: Field): boolean {
  return entriesWith(object, field).some(
    ({ manager = '' }) => manager !== FIELD_MANAGER && !CONTROLLERS.has(manager),
  );
}

/** Who holds it, but for us, as a person may know it; the last one to write. */
export function holderOf(object: KubeObject, field: Field): string {
  const others = entriesWith(object, field).filter(({ manager }) => manager !== FIELD_MANAGER);
  const [last] = others.toSorted((one, other) => ((one.time ?? '') < (other.time ?? '') ? 1 : -1));
  if (last?.manager === undefined) return 'Somebody';
  return managerText(last);
}

/** `The field manager "kubectl-edit", at 2026-11-22T12:04:31Z,`: who begins a sentence. */
export function managerText({ manager = '', time = '' }: Entry): string {
  const at = MOMENT.test(time) ? `, at ${time},` : '';
  return `The field manager ${JSON.stringify(shown(manager))}${at}`;
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** All who hold it. */
export function managersOf(object: KubeObject, field: Field): readonly Entry[] {
  return entriesWith(object, field);
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
