import type { Instant, Release } from '@glidepath/model';
import { plain } from './text.ts';

/** What every ledger writes alike, wherever it is kept, so that `git log` reads the same everywhere. */

export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** An address that nobody has: an actor's name says nothing of their mailbox. */
export const GLIDEPATH: Identity = { name: 'glidepath', email: 'noreply@glidepath.invalid' };

/** The end of the year 9999: the last moment that every program can write as a date. */
const LAST_SECOND = 253_402_300_799;

/** As git writes a name, which drops some characters everywhere and more at the ends, and has none that is empty. */
export function authorName(actor: string): string {
  const name = plain(actor, 100)
    .replace(/[<>]/g, '')
    .replace(/^[\s.,:;"\\']+|[\s.,:;"\\']+$/g, '');
  return name === '' ? 'unknown' : name;
}

/** Git keeps whole seconds since 1970. */
export function wholeSeconds(at: Instant): number {
  return Math.min(Math.max(Math.floor(at / 1000), 0), LAST_SECOND);
}

/** Why an entry shows no files. */
export function remarkOnFiles({ name, commit }: Release): string {
  return commit === null
    ? `No files here: the commit of ${name} is not known.`
    : `No files here: commit ${commit} of ${name} is not in this repository.`;
}
