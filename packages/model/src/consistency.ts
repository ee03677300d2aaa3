import { flagTargetFaults } from './consistency/flag-targets.ts';
import { flagFaults } from './consistency/flags.ts';
import { gatesOnThemselves } from './consistency/gates.ts';
import { guardFaults } from './consistency/guards.ts';
import { kubernetesFaults } from './consistency/kubernetes.ts';
import { unknownNames } from './consistency/names.ts';
import { sharedPorts } from './consistency/ports.ts';
import { demandFaults } from './consistency/require.ts';
import { serverFaults } from './consistency/servers.ts';
import { unworkableStrategies } from './consistency/strategies.ts';
import { waveFaults } from './consistency/waves.ts';
import { thresholdNameFaults } from './consistency/thresholds.ts';
import type { PathFault } from './issues.ts';

/**
 * What must hold between values of a delivery file. Each check reads the file as it is written and says nothing where it
 * cannot be read: the schemas have said that already. So one run finds both kinds of fault. In `file` SLOs of OpenSLO are written
 * out, in `asWritten` they are not.
 */
export function inconsistencies(file: unknown, asWritten: unknown): readonly PathFault[] {
  return [
    ...unknownNames(file),
    ...thresholdNameFaults(file),
    ...unworkableStrategies(file),
    ...serverFaults(file),
    ...gatesOnThemselves(file),
    ...flagFaults(file),
    ...flagTargetFaults(file, asWritten),
    ...kubernetesFaults(file, asWritten),
    ...demandFaults(file),
    ...guardFaults(file, asWritten),
    ...sharedPorts(file),
    ...waveFaults(file),
  ];
}
