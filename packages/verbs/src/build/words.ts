import type { Proven } from './prove.ts';
import type { BuildSize, Outcome } from './types.ts';

export const HEADINGS: Readonly<Record<Outcome, string>> = {
  built: 'built',
  found: 'there already',
  kept: 'built, not pushed',
};

/** `1.4 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power] ?? ''}`;
}

/** How it differs from the build before it; null where there is none. */
export function differenceText({ bytes, before }: BuildSize): string | null {
  if (before === null) return null;
  const more = bytes - before.bytes;
  const change = more === 0 ? 'as large' : `${bytesText(Math.abs(more))} ${more > 0 ? 'more' : 'less'}`;
  return `${change}, ${bytesText(before.shared)} shared`;
}

/** What was signed, by whom, and where it is. */
export function proofText({ proofs, left }: Proven): string {
  if (left !== null) return left;
  return proofs
    .map(({ predicateType, outcome, signer, places, missing }) => {
      const what = predicateType.includes('provenance') ? 'provenance' : 'SBOM';
      const there = outcome === 'found' ? ' (there already)' : '';
      return `${what}${there}, signed by ${signer}, at ${places.join(' and ')}${missing === null ? '' : `; not everywhere: ${missing}`}`;
    })
    .join('; ');
}
