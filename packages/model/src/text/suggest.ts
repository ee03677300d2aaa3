import leven from 'leven';
import { quote } from './quote.ts';

/** The candidate that `text` was most likely meant to be; null where none is near. */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  const wanted = text.toLowerCase();
  // One slip in a short word, up to three in a long one; a transposition counts as two.
  const furthest = Math.min(3, Math.max(1, Math.floor((text.length + 1) / 3)));
  let best: string | null = null;
  let least = furthest + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const distance = leven(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

const MOST_SHOWN = 12;

/** The mend for a name that is not known: the nearest one, or all there are. */
export function instead(text: string, known: readonly string[]): string {
  const near = nearest(text, known);
  if (near !== null) return `did you mean ${quote(near)}?`;
  const shown = known.length > MOST_SHOWN ? [...known.slice(0, MOST_SHOWN), '…'] : known;
  if (shown.length === 0) return 'remove it';
  return shown.length === 1 ? `write ${shown.join('')}` : `write one of ${shown.join(', ')}`;
}
