import type { Clock, Entry, Ledger } from '@glidepath/conductor';
import { createGitHub, gitHubAccess, type ClientOptions, type GitHub } from '@glidepath/github';
import { instant, millis } from '@glidepath/model';
import type { GitHub as Server } from '../../../../test/github/index.ts';
import { createGitHubLedger, type GitHubLedgerOptions } from '../github-ledger.ts';
import type { Told } from './story.ts';

/** Ledgers in the repository of an emulated GitHub. */

/** A client of its own, which knows nothing of another one's limits. */
export function clientOf(server: Server, options: ClientOptions = {}, token = server.token): GitHub {
  const access = gitHubAccess(server.env(), token);
  if (access === null) throw new Error('the server has no token');
  return createGitHub(access, { pause: millis(1), ...options });
}

let services = 0;

/** A name that no other test has, so that they can share a server. */
export function newService(): string {
  services += 1;
  return `service-${services}`;
}

export function ledgerOn(
  github: GitHub,
  service: string,
  options: Partial<GitHubLedgerOptions> = {},
): Ledger {
  return createGitHubLedger({ github, service, environment: 'production', ...options });
}

/** Writes one entry after the other, after those that are there. */
export async function record(ledger: Ledger, told: readonly Told[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  let parent = (await ledger.head())?.id ?? null;
  for (const { event, state } of told) {
    const entry = await ledger.append(parent, event, state);
    entries.push(entry);
    parent = entry.id;
  }
  return entries;
}

/** A clock that only moves when it is set. */
export class SetClock implements Clock {
  #now = Date.UTC(2026, 2, 2, 9, 0, 0);

  now() {
    return instant(this.#now);
  }

  async sleep(length: number): Promise<void> {
    this.#now += length;
  }
}

/** The same GitHub, where `before` is called ahead of each call and may answer in its place. */
export function watched(
  github: GitHub,
  before: (route: string) => Promise<Awaited<ReturnType<GitHub['request']>> | void>,
): GitHub {
  return {
    ...github,
    request: async (route, parameters, how) =>
      (await before(route)) ?? github.request(route, parameters, how),
  };
}
