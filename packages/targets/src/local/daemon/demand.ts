import type { Digest, Release } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';

/** What one release must have. */
export interface Wanted {
  readonly release: Release;
  readonly instances: number;
  /** Share of traffic, 0 to 100; those of all wanted releases add up to 100. */
  readonly share: number;
  /**
   * Known to be good: it is never given up, and it takes its share over bit by bit as its instances get ready, where a
   * candidate has to be complete first.
   */
  readonly proven: boolean;
}

/** What is desired, in instances. A release that is not in it has to go. */
export function demandOf(desired: Desired, instances: number): readonly Wanted[] {
  switch (desired.kind) {
    case 'none':
      return [];
    case 'only':
      return [{ release: desired.release, instances, share: 100, proven: true }];
    case 'split': {
      const { stable, candidate, weight, strategy } = desired;
      if (stable === null) return [{ release: candidate, instances, share: 100, proven: false }];
      if (stable.digest === candidate.digest) {
        return [{ release: candidate, instances, share: 100, proven: true }];
      }
      const needed = splitInstances(strategy, instances, weight);
      return [
        { release: stable, instances: needed.stable, share: 100 - weight, proven: true },
        { release: candidate, instances: needed.candidate, share: weight, proven: false },
      ];
    }
  }
}

export function wantedOf(demand: readonly Wanted[], digest: Digest): Wanted | null {
  return demand.find((wanted) => wanted.release.digest === digest) ?? null;
}

/** The releases that are named. */
export function releasesOf(desired: Desired): readonly Release[] {
  switch (desired.kind) {
    case 'none':
      return [];
    case 'only':
      return [desired.release];
    case 'split':
      return desired.stable === null ? [desired.candidate] : [desired.stable, desired.candidate];
  }
}

/** A candidate has at least one instance at any weight, so that it is ready to be shifted to. */
function splitInstances(
  strategy: Extract<Desired, { kind: 'split' }>['strategy'],
  instances: number,
  weight: number,
): { readonly stable: number; readonly candidate: number } {
  switch (strategy) {
    case 'blue-green':
      return { stable: instances, candidate: instances };
    case 'canary':
      // The stable stays whole, so that going back needs no start.
      return { stable: instances, candidate: Math.max(1, part(instances, weight)) };
    case 'rolling':
      return {
        stable: part(instances, 100 - weight),
        candidate: Math.max(1, part(instances, weight)),
      };
  }
}

/** Instances for a share of traffic, rounded up; the margin keeps 7.000000000000001 from being 8. */
function part(instances: number, share: number): number {
  return Math.max(0, Math.ceil((instances * share) / 100 - 1e-9));
}
