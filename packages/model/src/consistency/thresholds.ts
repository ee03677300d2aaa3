import type { PathFault } from '../issues.ts';
import { NAME } from '../text/name.ts';
import { parseObjective } from '../text/objective.ts';
import { quote } from '../text/quote.ts';
import { thresholdName } from '../text/threshold-name.ts';
import { at, entriesOf, get } from './written.ts';

/** Each of several thresholds becomes an SLO by a name that can stand, and that no other one has. */
export function thresholdNameFaults(file: unknown): readonly PathFault[] {
  const slos = entriesOf(get(file, 'slos'));
  const known = slos.map(([name]) => name);
  return slos.flatMap(([name, slo]) => {
    const [list, path] = Array.isArray(slo)
      ? [slo, ['slos', name]]
      : [get(slo, 'objective'), ['slos', name, 'objective']];
    // What is wrong with the name itself is told already.
    if (!Array.isArray(list) || !NAME.test(name)) return [];
    return list.flatMap((text: unknown, index) => {
      const objective = typeof text === 'string' ? parseObjective(text) : null;
      if (typeof text !== 'string' || objective?.ok !== true || objective.value.kind !== 'latency') return [];
      const own = thresholdName(name, objective.value.threshold);
      const fault = (why: string, mend: string): readonly PathFault[] => [
        at([...path, index], `is ${quote(text)}`, why, mend),
      ];
      if (known.includes(own))
        return fault(`it becomes an SLO ${own}, and there is one of that name`, 'rename one of the two');
      if (NAME.test(own)) return [];
      return fault(`it becomes an SLO ${own}, whose name is too long`, 'choose a shorter name for the SLO');
    });
  });
}
