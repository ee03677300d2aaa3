import type { Arrivals, Digest, Instant, Release } from '@glidepath/model';
import { isUnderWay } from './fold.ts';
import type { EnvironmentState, Holder, Lease, Reason } from './types.ts';

/** What is known when a release asks to come in. */
export interface Arrival {
  readonly release: Release;
  readonly now: Instant;
  /** The lease of a run that is, or may be, still at work. */
  readonly heldBy: Lease | null;
  /** What to do about a run that is at work. */
  readonly arrivals: Arrivals['kind'];
  /** Gates outside of the ledger that are closed now. */
  readonly gates: readonly ClosedGate[];
  /** Why a person wants it in all the same; null where nobody said so. */
  readonly override: string | null;
}

/** Why a release may not come in now. */
export interface ClosedGate {
  readonly reason: Reason;
  /** Who or what says so, and why: a clause, without the mend. */
  readonly message: string;
  /** When it opens by itself; null where it does not, or nobody knows. */
  readonly until: Instant | null;
}

export type Admission =
  | { readonly kind: 'start' }
  /** The same release's rollout was left unfinished: go on with it. */
  | { readonly kind: 'resume' }
  /** Another release's rollout was left unfinished: take that back first. */
  | { readonly kind: 'clear-first' }
  | { readonly kind: 'already-live' }
  /** Another run is at work; ask again once it has ended. */
  | { readonly kind: 'wait'; readonly message: string }
  /** Another run is at work; it is to make way. */
  | { readonly kind: 'supersede'; readonly message: string }
  | {
      readonly kind: 'reject';
      readonly reason: Reason;
      readonly message: string;
      readonly until: Instant | null;
    };

/** Whether a release may come in, and how. Changes nothing. */
export function admit(state: EnvironmentState, arrival: Arrival): Admission {
  const { release, heldBy, override } = arrival;
  const { rollout } = state;
  if (heldBy === null) {
    if (isUnderWay(rollout) && rollout.release.digest === release.digest) return { kind: 'resume' };
    if (!isUnderWay(rollout) && state.live?.digest === release.digest) return { kind: 'already-live' };
  }
  const [refusal] = override === null ? refusals(state, arrival) : [];
  if (refusal !== undefined) return rejection(refusal);
  if (heldBy !== null) return meanwhile(state, arrival, heldBy);
  return isUnderWay(rollout) ? { kind: 'clear-first' } : { kind: 'start' };
}

/** Everything that keeps the release out, but for a run at work; an override passes over all of it. */
export function refusals(
  state: EnvironmentState,
  { release, now, gates }: Pick<Arrival, 'now' | 'gates'> & { readonly release: Candidate },
): readonly ClosedGate[] {
  return [...closure(state, now), ...block(state, release), ...gates];
}

/** What wants to come in; its digest may not be known before it is built. */
export interface Candidate {
  readonly name: string;
  readonly digest: Digest | null;
  readonly commit: string | null;
}

/** The sentence for a person who is refused. */
export function refusalText({ message, until }: ClosedGate): string {
  const wait = until === null ? '' : `wait until ${iso(until)}, or `;
  return `${message}; ${wait}give an override with its reason to go ahead all the same`;
}

function rejection(gate: ClosedGate): Admission {
  return { kind: 'reject', reason: gate.reason, message: refusalText(gate), until: gate.until };
}

/** Another run holds the environment. */
function meanwhile(state: EnvironmentState, { release, arrivals }: Arrival, lease: Lease): Admission {
  const held =
    `${placeOf(state)} is held by ${whereabouts(lease.holder)}, who rolls out ` +
    `${state.rollout?.release.name ?? 'a release'}, until ${iso(lease.expiresAt)} at the latest`;
  // The same release has nobody to make way for.
  const same = state.rollout?.release.digest === release.digest;
  switch (same && arrivals === 'supersede' ? 'queue' : arrivals) {
    case 'queue':
      return { kind: 'wait', message: held };
    case 'supersede':
      return { kind: 'supersede', message: held };
    case 'reject':
      return {
        kind: 'reject',
        reason: 'lock-held',
        message: `${held}; wait for it, or stop it with "glidepath abort"`,
        until: lease.expiresAt,
      };
  }
}

/** The environment is closed by a person, unless that has run out. */
function closure(state: EnvironmentState, now: Instant): readonly ClosedGate[] {
  const { closed } = state;
  if (closed === null || (closed.until !== null && closed.until <= now)) return [];
  const { actor, reason, at, until } = closed;
  const message =
    `${placeOf(state)} was blocked by ${actor} at ${iso(at)}${reason === '' ? '' : ` (${reason})`}, ` +
    `until ${until === null ? 'somebody runs "glidepath unblock"' : iso(until)}`;
  return [{ reason: 'environment-blocked', message, until }];
}

/** The digest was found bad here. */
function block(state: EnvironmentState, { name, digest }: Candidate): readonly ClosedGate[] {
  const found = state.blocked.find((known) => known.digest === digest);
  if (found === undefined) return [];
  const message =
    `${name} (${found.digest.slice(0, 19)}) was rolled back from ${placeOf(state)} at ${iso(found.at)} ` +
    `(${found.reason}, rollout ${found.rollout}) and is blocked until somebody runs "glidepath unblock --digest ` +
    `${found.digest.slice(0, 19)}"; deliver a mended release`;
  return [{ reason: 'blocked-digest', message, until: null }];
}

function placeOf({ service, environment }: EnvironmentState): string {
  return `${service} in ${environment}`;
}

/** Who it is, and where a person finds the run. */
export function whereabouts({ actor, url, pid, host }: Holder): string {
  return `${actor} (${url ?? `process ${pid} on ${host}`})`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
