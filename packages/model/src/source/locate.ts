import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';

/** Where in the text a value stands, from its path. */

/**
 * The offset of what stands at `path`: of its key or of its value. Where there is nothing, that of what should hold it: the
 * key of a mapping that lacks it, or a value in short form.
 */
export function offsetAt(root: Node, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  let node: unknown = root;
  let keyOffset = startOf(root, 0);
  for (const step of path) {
    const child = childOf(node, step);
    if (child === null) return isMap(node) ? keyOffset : startOf(node, keyOffset);
    keyOffset = startOf(child.key, keyOffset);
    node = child.value;
  }
  return part === 'key' ? keyOffset : startOf(node, keyOffset);
}

/** An item of a list is its own key. */
function childOf(
  node: unknown,
  step: PropertyKey,
): { readonly key: unknown; readonly value: unknown } | null {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? null : { key: item, value: item };
  }
  if (!isMap(node)) return null;
  return node.items.find(({ key }) => isScalar(key) && key.value === step) ?? null;
}

function startOf(node: unknown, otherwise: number): number {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return otherwise;
  // An empty value stands nowhere: its key is what can be seen.
  if (isScalar(node) && node.value === null && node.source === '') return otherwise;
  return node.range?.[0] ?? otherwise;
}
