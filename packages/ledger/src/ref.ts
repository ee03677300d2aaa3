import { LedgerError } from '@glidepath/conductor';

/** Which ledger: one for each service and environment. */
export interface Place {
  readonly service: string;
  readonly environment: string;
  /** Full name of the ref that holds the chain. */
  readonly ref: string;
}

/**
 * `refs/glidepath/<service>/<environment>`.
 * @throws LedgerError where a name cannot be part of a ref on every system
 */
export function placeOf(service: string, environment: string): Place {
  checkName('service', service);
  checkName('environment', environment);
  return { service, environment, ref: `refs/glidepath/${service}/${environment}` };
}

/** Narrower than git's own grammar (git-check-ref-format), so that a name is a file name everywhere. */
function checkName(what: string, name: string): void {
  const allowed = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name);
  if (allowed && !name.includes('..') && !name.endsWith('.') && !name.toLowerCase().endsWith('.lock')) return;
  throw new LedgerError(
    `The ${what} ${JSON.stringify(name)} cannot name a ledger, because it is part of a git ref. ` +
      `Use at most 100 letters, digits, "-", "_" and single dots, with a letter or digit first, ` +
      `and neither a dot nor ".lock" at the end.`,
  );
}
