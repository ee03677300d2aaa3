import type { Ledger } from '@glidepath/conductor';
import { instant, type Instant, type Millis } from '@glidepath/model';
import type { DoraFigures } from '@glidepath/report';
import { doraOf } from '@glidepath/rollout';
import { chooseEnvironment, readDeliveryFile, type Place } from './delivery-file.ts';
import { ledgerOf } from './ledgers.ts';
import type { Surroundings } from './surroundings.ts';

export interface DoraOptions extends Place {
  /** How far back the figures go. */
  readonly since: Millis;
}

/** DORA's four keys out of the ledger. Times are ISO 8601, lengths milliseconds. */
export interface DoraAnswer {
  readonly version: 1;
  readonly verb: 'history';
  readonly service: string;
  readonly dora: {
    readonly since: string;
    /** In the file's order; one where one was named. */
    readonly environments: readonly DoraFigures[];
  };
}

/** @throws UserError, LedgerError */
export async function dora(surroundings: Surroundings, options: DoraOptions): Promise<DoraAnswer> {
  const { workspace, clock } = surroundings;
  const delivery = await readDeliveryFile(workspace, options.file);
  const chosen =
    options.environment === null ? delivery.environments : [chooseEnvironment(delivery, options.environment)];
  const now = clock.now();
  const since = instant(now - options.since);
  const environments: DoraFigures[] = [];
  for (const environment of chosen) {
    const ledger = await ledgerOf(surroundings, { delivery, environment });
    environments.push(await figuresOf(ledger, environment.name, { since, now }));
  }
  return {
    version: 1,
    verb: 'history',
    service: delivery.service,
    dora: { since: iso(since), environments },
  };
}

/** Some hundred rollouts; each entry is read and checked whole. */
const MOST_ENTRIES = 5_000;
const FIRST_REACH = 200;

/**
 * Reads back as far as the period needs, at most `most` entries; the figures say where that was not enough.
 * @throws LedgerError
 */
export async function figuresOf(
  ledger: Pick<Ledger, 'history'>,
  environment: string,
  { since, now }: { readonly since: Instant; readonly now: Instant },
  most = MOST_ENTRIES,
): Promise<DoraFigures> {
  for (let reach = Math.min(FIRST_REACH, most); ; reach = Math.min(5 * reach, most)) {
    const entries = await ledger.history(reach);
    const { from, to, ...figures } = doraOf(entries, { since, now, whole: entries.length < reach });
    if (figures.complete || reach === most)
      return { environment, from: iso(from), to: iso(to), entries: entries.length, ...figures };
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
