import { LedgerError } from '@glidepath/conductor';
import type { Entry } from '@glidepath/conductor';
import { UnreadableEntry, decode } from './format.ts';
import type { Fault, Recorded } from './format.ts';
import type { Place } from './ref.ts';

/** A commit on a ledger's ref. */
export interface Commit {
  readonly id: string;
  readonly parent: string | null;
  readonly message: string;
}

/** The commands that a person mends a ledger with, where it is kept. */
export interface Mends {
  /** Shows a commit. */
  show(id: string): string;
  /** Takes the newest commit off; without a parent, the ref. */
  putBack(commit: Pick<Commit, 'id' | 'parent'>, ref: string): string;
}

/** @throws LedgerError that names the commit and says how to mend the ledger */
export function readEntry(commit: Commit, place: Place, mends: Mends = BY_GIT): Entry {
  const recorded = decodeAt(commit, place, mends);
  const { service, environment } = recorded.state;
  if (service !== place.service || environment !== place.environment) {
    throw unreadable(commit, place, 'damaged', `it belongs to ${service} in ${environment}`, mends);
  }
  return { id: commit.id, ...recorded };
}

function decodeAt(commit: Commit, place: Place, mends: Mends): Recorded {
  try {
    return decode(commit.message);
  } catch (error) {
    if (error instanceof UnreadableEntry) throw unreadable(commit, place, error.fault, error.message, mends);
    throw error;
  }
}

function unreadable(commit: Commit, { ref }: Place, fault: Fault, why: string, mends: Mends): LedgerError {
  const what = `Commit ${commit.id} on ${ref} cannot be read: ${why}.`;
  switch (fault) {
    case 'newer':
      return new LedgerError(`${what} Upgrade glidepath here.`);
    case 'foreign':
      return new LedgerError(
        `${what} Somebody else committed to the ledger. Put it back: ${mends.putBack(commit, ref)}`,
      );
    case 'damaged':
      return new LedgerError(
        `${what} Look at it with \`${mends.show(commit.id)}\`, then put the ledger back: ${mends.putBack(commit, ref)}`,
      );
  }
}

const BY_GIT: Mends = {
  show: (id) => `git show ${id}`,
  // Works as long as the commit is still the newest, which is also what makes it safe.
  putBack: ({ id, parent }, ref) =>
    parent === null ? `git update-ref -d ${ref} ${id}` : `git update-ref ${ref} ${parent} ${id}`,
};
