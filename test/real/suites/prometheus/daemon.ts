import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { layoutOf } from '../../../../packages/targets/src/local/paths.ts';
import {
  contactSchema,
  countersSchema,
  stateSchema,
  type ReleaseCounters,
  type StateAnswer,
} from '../../../../packages/targets/src/local/protocol.ts';

/** What the supervisor of the test's service says on its own API. */
export class Daemon {
  readonly #contactFile: string;

  constructor(stateDir: string) {
    this.#contactFile = layoutOf(stateDir, 'shop', 'production').contact;
  }

  async state(): Promise<StateAnswer> {
    return z.parse(stateSchema, await this.#get('/v1/state'));
  }

  /** The counters by the release's digest. */
  async counters(): Promise<ReadonlyMap<string, ReleaseCounters>> {
    const { releases } = z.parse(countersSchema, await this.#get('/v1/counters'));
    return new Map(releases.map((release) => [release.digest, release]));
  }

  async #get(path: string): Promise<unknown> {
    const { port, token } = z.parse(contactSchema, JSON.parse(readFileSync(this.#contactFile, 'utf8')));
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`the supervisor answered ${answer.status}`);
    return answer.json();
  }
}
