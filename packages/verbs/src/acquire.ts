import type { Digest, Release } from '@glidepath/model';
import type { Assembly } from './assemble.ts';
import { releasesIn } from './known-releases.ts';
import { ledgerOf } from './ledgers.ts';
import type { Settled } from './settle-image.ts';
import { releaseNamed, type Named } from './release-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/**
 * The release, its artifact safe in the engine's hands.
 * @throws UserError, TargetError, LedgerError
 */
export async function acquire(
  surroundings: Surroundings,
  assembly: Assembly,
  named: Named,
  origin: Settled['origin'],
): Promise<Release> {
  const { workspace } = surroundings;
  const { target } = assembly.ports;
  switch (origin.kind) {
    case 'artifact': {
      const { digest, name } = await target.acquire(null);
      return releaseNamed(workspace, digest, { ...named, name: nameFor(name, named.name) });
    }
    case 'digest': {
      const { digest, name } = await target.acquire(origin.digest);
      const known = origin.named ? null : await knownRelease(surroundings, assembly, digest);
      return known ?? releaseNamed(workspace, digest, { ...named, name: nameFor(name, named.name) });
    }
    case 'environment': {
      const release = await liveIn(surroundings, assembly, origin.name);
      await target.acquire(release.digest);
      return release;
    }
  }
}

/** @throws UserError where the engine calls it otherwise than the user does */
function nameFor(own: string | null, given: string | null): string | null {
  if (own === null || given === null || own === given) return own ?? given;
  throw new UserError(
    `release is ${JSON.stringify(given)}, but the target calls it ${JSON.stringify(own)}; leave the name out`,
  );
}

/** What the ledger here, or that of the environment before, calls this digest; null where it was never seen. */
async function knownRelease(
  surroundings: Surroundings,
  assembly: Assembly,
  digest: Digest,
): Promise<Release | null> {
  const { after } = assembly.environment;
  const before = after === null ? [] : [await ledgerOf(surroundings, assembly, after)];
  for (const ledger of [assembly.ports.ledger, ...before]) {
    const known = (await releasesIn(ledger)).find((release) => release.digest === digest);
    if (known !== undefined) return known;
  }
  return null;
}

/** @throws UserError where nothing is live there */
async function liveIn(surroundings: Surroundings, assembly: Assembly, name: string): Promise<Release> {
  const head = await (await ledgerOf(surroundings, assembly, name)).head();
  const live = head?.state.live ?? null;
  if (live !== null) return live;
  throw new UserError(
    `nothing is live in ${name}, so there is nothing to bring from there; deliver to ${name} first`,
  );
}
