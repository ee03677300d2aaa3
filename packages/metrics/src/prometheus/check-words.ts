import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import type { Sample } from './answer.ts';

/** A question beside those of a look; no answer to it is none. */
export type Ask = (promql: string) => Promise<readonly Sample[]>;

const MOST_SHOWN = 10;

export function listed(names: readonly string[]): string {
  const cut = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…'] : names;
  return cut.length === 0 ? 'none' : shown(cut.join(', '));
}

/** Labels that people know, of those that these series have. */
export function labelNames(samples: readonly Pick<Sample, 'labels'>[]): readonly string[] {
  const names = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  return [...names].filter(
    (name) => !name.startsWith('__') && !name.startsWith('glidepath_') && name !== 'le',
  );
}

export function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}
