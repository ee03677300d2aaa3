import type { Instant, Release } from '@glidepath/model';
import { isUnderWay } from './fold.ts';
import type { EnvironmentState, Holder, Lease, Reason } from './types.ts';

/** What is known when a release asks to come in. */
export interface Arrival {
  readonly release: Release;
  readonly now: Instant;
  /** The lease of a run that is, or may be, still at work. */
  readonly heldBy: Lease | null;
  /** A freeze window that covers `now`. */
  readonly freeze: { readonly window: string; readonly until: Instant } | null;
  /** The environment that comes before, and whether this digest was promoted there; null where there is none. */
  readonly before: { readonly environment: string; readonly promoted: boolean } | null;
  /** Why a person wants it in all the same; null where nobody said so. */
  readonly override: string | null;
}

export type Admission =
  | { readonly kind: 'start' }
  /** The same release's rollout was left unfinished: go on with it. */
  | { readonly kind: 'resume' }
  /** Another release's rollout was left unfinished: take that back first. */
  | { readonly kind: 'clear-first' }
  | { readonly kind: 'already-live' }
  | { readonly kind: 'reject'; readonly reason: Reason; readonly message: string };

/** Whether a release may come in, and how. Changes nothing. */
export function admit(state: EnvironmentState, arrival: Arrival): Admission {
  const { release, heldBy, override } = arrival;
  const where = `${state.service} in ${state.environment}`;
  if (heldBy !== null) {
    return reject(
      'lock-held',
      `${where} is held by ${whereabouts(heldBy.holder)}, who rolls out ` +
        `${state.rollout?.release.name ?? 'a release'}, until ${iso(heldBy.expiresAt)} at the latest; ` +
        `wait for it, or stop it with "glidepath abort"`,
    );
  }
  if (isUnderWay(state.rollout) && state.rollout.release.digest === release.digest) return { kind: 'resume' };
  if (!isUnderWay(state.rollout) && state.live?.digest === release.digest) return { kind: 'already-live' };
  if (override === null) {
    const refusal = refusalBy(state, arrival, where);
    if (refusal !== null) return refusal;
  }
  return isUnderWay(state.rollout) ? { kind: 'clear-first' } : { kind: 'start' };
}

function refusalBy(state: EnvironmentState, arrival: Arrival, where: string): Admission | null {
  const { release, freeze, before } = arrival;
  const mend = `to go ahead all the same, give an override with its reason`;
  const block = state.blocked.find((candidate) => candidate.digest === release.digest);
  if (block !== undefined) {
    return reject(
      'blocked-digest',
      `${release.name} (${release.digest.slice(0, 19)}) was rolled back from ${where} at ${iso(block.at)} ` +
        `(${block.reason}, rollout ${block.rollout}) and is blocked; deliver a mended release, or ${mend}`,
    );
  }
  if (before !== null && !before.promoted) {
    return reject(
      'not-promoted-before',
      `${release.name} (${release.digest.slice(0, 19)}) was not promoted in ${before.environment}, which comes ` +
        `before ${state.environment}; deliver it there first, or ${mend}`,
    );
  }
  if (freeze !== null) {
    return reject(
      'frozen',
      `${where} is frozen (${freeze.window}) until ${iso(freeze.until)}; wait until then, or ${mend}`,
    );
  }
  return null;
}

function reject(reason: Reason, message: string): Admission {
  return { kind: 'reject', reason, message };
}

/** Who it is, and where a person finds the run. */
export function whereabouts({ actor, url, pid, host }: Holder): string {
  return `${actor} (${url ?? `process ${pid} on ${host}`})`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
