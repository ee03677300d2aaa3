import type { Digest } from '@glidepath/model';
import type { InstanceView } from '../protocol.ts';
import type { Wanted } from './demand.ts';
import type { Shares } from './shares.ts';

export interface Facts {
  readonly demand: readonly Wanted[];
  /** As intended, and as it is where a release has nothing healthy. */
  readonly shares: Shares;
  readonly effective: Shares;
  readonly releases: readonly {
    readonly digest: Digest;
    readonly name: string;
    readonly instances: readonly InstanceView[];
  }[];
  /** What keeps the proxy from listening. */
  readonly trouble: string | null;
}

/** Where things stand, for people: "1.4.0: 2 of 2 ready, 75 %; 1.5.0: 1 of 1 ready, 25 %". */
export function describe(facts: Facts): string {
  const { demand, releases } = facts;
  const parts = demand.map((wanted) => wantedPart(facts, wanted));
  for (const { digest, name, instances } of releases) {
    const wanted = demand.some(({ release }) => release.digest === digest);
    const leaving = instances.filter(({ state }) => state === 'draining' || state === 'stopping');
    const staying = instances.length - leaving.length;
    const share = facts.effective.get(digest) ?? 0;
    if (!wanted && staying > 0) parts.push(`${name}: has to go, ${percentText(share)}`);
    if (leaving.length > 0) parts.push(`${name}: ${leaving.length} leaving${underWay(leaving)}`);
  }
  if (parts.length === 0) parts.push('nothing runs');
  const unserved = [...facts.shares.keys()].filter((digest) => !facts.effective.has(digest));
  for (const digest of unserved) {
    const name = releases.find((release) => release.digest === digest)?.name ?? digest;
    parts.push(`${name} has nothing healthy, its traffic goes to the other release`);
  }
  if (facts.trouble !== null) parts.push(facts.trouble);
  return parts.join('; ');
}

function wantedPart({ releases, effective }: Facts, { release, instances }: Wanted): string {
  const there = releases.find(({ digest }) => digest === release.digest)?.instances ?? [];
  const ready = there.filter(({ state }) => state === 'ready').length;
  return `${release.name}: ${ready} of ${instances} ready, ${percentText(effective.get(release.digest) ?? 0)}`;
}

function underWay(leaving: readonly InstanceView[]): string {
  const requests = leaving.reduce((sum, { inFlight }) => sum + inFlight, 0);
  if (requests === 0) return '';
  return `, ${requests} ${requests === 1 ? 'request' : 'requests'} under way`;
}

function percentText(share: number): string {
  return `${Math.round(share * 10) / 10} %`;
}
