import type { Digest } from '@glidepath/model';
import type { Instance } from './instance.ts';
import { draw, effective, type Shares } from './shares.ts';

/** The instances that there are to choose from. */
export interface Choice {
  readonly shares: Shares;
  ready(digest: Digest): readonly Instance[];
  unhealthy(digest: Digest): readonly Instance[];
}

/**
 * Picks who answers a request: the release by chance, as its share says; of its instances the one with the fewest
 * requests. `kept` is the release that the request was given before, `tried` what could not be reached. Where nobody is
 * healthy, an instance that was so once is better than none.
 */
export function pick(
  choice: Choice,
  kept: Digest | null,
  tried: ReadonlySet<Instance>,
  random: () => number = Math.random,
): Instance | null {
  const untried = (instances: readonly Instance[]): readonly Instance[] =>
    instances.filter((instance) => !tried.has(instance));
  const pools = [
    (digest: Digest) => untried(choice.ready(digest)),
    (digest: Digest) => untried(choice.unhealthy(digest)),
  ];
  for (const pool of pools) {
    if (kept !== null && pool(kept).length > 0) return leastBusy(pool(kept), random);
    const drawn = draw(
      effective(choice.shares, (digest) => pool(digest).length),
      random(),
    );
    if (drawn !== null && pool(drawn).length > 0) return leastBusy(pool(drawn), random);
  }
  return null;
}

function leastBusy(instances: readonly Instance[], random: () => number): Instance | null {
  const fewest = Math.min(...instances.map((instance) => instance.inFlight));
  const idle = instances.filter((instance) => instance.inFlight === fewest);
  return idle[Math.floor(random() * idle.length)] ?? null;
}
