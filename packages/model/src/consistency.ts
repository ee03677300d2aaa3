import { gatesOnThemselves } from './consistency/gates.ts';
import { unknownNames } from './consistency/names.ts';
import { sharedPorts } from './consistency/ports.ts';
import { unworkableStrategies } from './consistency/strategies.ts';
import type { PathFault } from './issues.ts';

/**
 * What must hold between values of a delivery file. Each check reads the file as it is written and says nothing where it
 * cannot be read: the schemas have said that already. So one run finds both kinds of fault.
 */
export function inconsistencies(file: unknown): readonly PathFault[] {
  return [
    ...unknownNames(file),
    ...unworkableStrategies(file),
    ...gatesOnThemselves(file),
    ...sharedPorts(file),
  ];
}
