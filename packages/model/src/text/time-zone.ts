import { fault } from '../fault.ts';
import type { Fault } from '../fault.ts';
import { quote } from './quote.ts';
import { nearest } from './suggest.ts';

/** What is wrong with the name of a time zone inside the value that `is`; null where it is one of IANA's. */
export function zoneFault(is: string, zone: string): Fault | null {
  // The list costs a tenth of a formatter, but holds only one name of each zone.
  const zones = Intl.supportedValuesOf('timeZone');
  if (zone === 'UTC' || zones.includes(zone) || isOtherName(zone)) return null;
  const city = zones.find((name) => name.toLowerCase().endsWith(`/${zone.toLowerCase()}`));
  const likely = city ?? nearest(zone, zones);
  const mend =
    likely === null ? 'write an IANA name, such as Europe/Berlin or UTC' : `did you mean ${quote(likely)}?`;
  return fault(is, `${quote(zone)} is no time zone`, mend);
}

function isOtherName(zone: string): boolean {
  // Intl takes an offset such as +02:00 too, but that knows no summer time.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
