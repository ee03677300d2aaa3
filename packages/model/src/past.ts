import type { SloSource } from './delivery.ts';

/** Whether a source of that kind can tell what was counted before it was first asked. */
export function tellsOfThePast(kind: SloSource['kind']): boolean {
  switch (kind) {
    case 'prometheus':
    case 'cloudwatch':
    case 'elasticsearch':
    case 'opensearch':
    case 'datadog':
      return true;
    case 'target':
    case 'http':
      return false;
  }
}
