import { FIELD_MANAGER, type KubeObject } from '../kubernetes/api.ts';
import { managerText } from '../kubernetes/managers.ts';

/** The controller writes the whole Rollout too, and so comes to hold what others have changed. */
const CONTROLLER = 'rollouts-controller';

/** Who may have changed the spec since we wrote: no one else's last write is as late as ours. */
export function editorOf({ metadata }: KubeObject): string {
  const entries = metadata.managedFields ?? [];
  const ours = latest(entries.filter(({ manager }) => manager === FIELD_MANAGER));
  const others = entries.filter(
    ({ manager, subresource, fieldsV1 }) =>
      manager !== FIELD_MANAGER && manager !== CONTROLLER && subresource === undefined && isOfSpec(fieldsV1),
  );
  const last = latest(others);
  return last?.manager === undefined || (last.time ?? '') < (ours?.time ?? '')
    ? 'Somebody'
    : managerText(last);
}

type Entry = NonNullable<KubeObject['metadata']['managedFields']>[number];

function latest(entries: readonly Entry[]): Entry | undefined {
  return entries.toSorted((one, other) => (other.time ?? '').localeCompare(one.time ?? ''))[0];
}

function isOfSpec(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && 'f:spec' in fields;
}
