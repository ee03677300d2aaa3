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

/** @throws LedgerError that names the commit and says how to mend the ledger */
export function readEntry(commit: Commit, place: Place): Entry {
  const recorded = decodeAt(commit, place);
  const { service, environment } = recorded.state;
  if (service !== place.service || environment !== place.environment) {
    throw unreadable(commit, place, 'damaged', `it belongs to ${service} in ${environment}`);
  }
  return { id: commit.id, ...recorded };
}

function decodeAt(commit: Commit, place: Place): Recorded {
  try {
    return decode(commit.message);
  } catch (error) {
    if (error instanceof UnreadableEntry) throw unreadable(commit, place, error.fault, error.message);
    throw error;
  }
}

function unreadable(commit: Commit, { ref }: Place, fault: Fault, why: string): LedgerError {
  const what = `Commit ${commit.id} on ${ref} cannot be read: ${why}.`;
  switch (fault) {
    case 'newer':
      return new LedgerError(`${what} Upgrade glidepath here.`);
    case 'foreign':
      return new LedgerError(
        `${what} Somebody else committed to the ledger. Put it back: ${backBefore(commit, ref)}`,
      );
    case 'damaged':
      return new LedgerError(
        `${what} Look at it with \`git show ${commit.id}\`, then put the ledger back: ${backBefore(commit, ref)}`,
      );
  }
}

/** Works as long as the commit is still the newest, which is also what makes it safe. */
function backBefore(commit: Commit, ref: string): string {
  return commit.parent === null
    ? `git update-ref -d ${ref} ${commit.id}`
    : `git update-ref ${ref} ${commit.parent} ${commit.id}`;
}
