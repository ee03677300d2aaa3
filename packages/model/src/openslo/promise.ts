import { parseObjective } from '../text/objective.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { lacking, within, wrongAt } from './part.ts';
import type { Part } from './part.ts';
import type { SloObjective, SloSpec } from './schemas.ts';

/** One objective of an SLO, and where it stands. */
export interface Chosen {
  readonly part: Part;
  readonly objective: SloObjective;
  /** As the delivery file writes it: 99.9%. */
  readonly share: string;
}

/** The only objective, or the one of this name. */
export function objectiveOf(slo: Part, { objectives }: SloSpec, displayName: string | null): Outcome<Chosen> {
  const list = within(slo, 'spec', 'objectives');
  const named = [...objectives.entries()].filter(
    ([, objective]) => displayName === null || objective.displayName === displayName,
  );
  const [only, another] = named;
  const known = objectives.flatMap((objective) => objective.displayName ?? []);
  if (only === undefined) {
    const why = `there is none of the name ${quote(displayName ?? '')}`;
    return wrongAt(
      list,
      'lacks an objective',
      why,
      `for objective in the delivery file ${instead(displayName ?? '', known)}`,
    );
  }
  if (another !== undefined) {
    const mend = 'name one in the delivery file by its displayName, such as objective: Good';
    return wrongAt(list, `has ${named.length} of them`, 'an SLO makes one promise here', mend);
  }
  const [index, objective] = only;
  const part = within(list, index);
  const share = shareOf(part, objective);
  return share.ok ? outcome({ part, objective, share: share.value }) : share;
}

/** `target: 0.999` and `targetPercent: 99.9` are 99.9%. */
function shareOf(part: Part, { target, targetPercent }: SloObjective): Outcome<string> {
  if (target === undefined && targetPercent === undefined)
    return lacking(part, 'target', 'write for example target: 0.999');
  if (target !== undefined && targetPercent !== undefined)
    return wrongAt(within(part, 'targetPercent'), 'is a second target', null, 'remove one of the two');
  const [key, value, percent] =
    targetPercent === undefined
      ? ['target', target ?? 0, (target ?? 0) * 100]
      : ['targetPercent', targetPercent, targetPercent];
  const at = within(part, key);
  const is = `is ${value}`;
  // Decimal fractions are not what they seem: 0.9995 * 100 is 99.95 and a little.
  const rounded = Number(percent.toFixed(6));
  if (!(rounded > 0 && rounded < 100)) {
    const most = key === 'target' ? 1 : 100;
    const why = `a share that leaves an error budget lies between 0 and ${most}`;
    return wrongAt(at, is, why, `write for example ${key}: ${key === 'target' ? 0.999 : 99.9}`);
  }
  if (Math.abs(rounded - percent) > 1e-9)
    return wrongAt(at, is, 'that is finer than a millionth of a percent', 'write fewer digits');
  const share = `${rounded}%`;
  const read = parseObjective(share);
  return read.ok ? outcome(share) : wrongAt(at, is, read.fault.why ?? null, read.fault.mend);
}
