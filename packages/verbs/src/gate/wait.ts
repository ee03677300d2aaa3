import { millis, type Instant, type Millis } from '@glidepath/model';
import type { ClosedGate } from '@glidepath/rollout';
import { closedByFlag, type FlagSeen } from '../flags/answers.ts';
import type { FlagReader } from './flags.ts';
import type { Surroundings } from '../surroundings.ts';

/** What keeps a release out. */
export interface Doors {
  readonly flags: Pick<FlagReader, 'look'>;
  /** Everything else. Asking costs calls of an API that counts them. */
  others(): Promise<readonly ClosedGate[]>;
}

export interface Seen {
  readonly closed: readonly ClosedGate[];
  readonly flags: readonly FlagSeen[];
}

const OTHERS_POLL = 30_000;
const FLAGS_POLL = 5_000;

/** Looks until nothing is closed, the time is over or the run is told to stop; what was seen last. */
export async function lookUntilOpen(
  { clock, listener, stop }: Pick<Surroundings, 'clock' | 'listener' | 'stop'>,
  doors: Doors,
  waitMs: Millis,
): Promise<Seen> {
  const until = clock.now() + waitMs;
  let others: { readonly at: Instant; readonly closed: readonly ClosedGate[] } | null = null;
  for (let told = ''; ;) {
    const flags = await doors.flags.look();
    const byFlags = flags.flatMap((flag) => closedByFlag(flag) ?? []);
    // While only flags are closed, the others are looked at now and then, and once more when the flags have opened.
    const due =
      others === null ||
      byFlags.length === 0 ||
      others.closed.length > 0 ||
      clock.now() - others.at >= OTHERS_POLL;
    if (others === null || due) others = { at: clock.now(), closed: await doors.others() };
    const closed = [...others.closed, ...byFlags];
    const left = until - clock.now();
    if (closed.length === 0 || left <= 0 || stop.aborted) return { closed, flags };
    const message = closed.map((one) => one.message).join('; ');
    if (message !== told) listener.note(`waits: ${message}`);
    told = message;
    const pause = others.closed.length > 0 ? OTHERS_POLL : FLAGS_POLL;
    await clock.sleep(millis(Math.min(left, pause)), stop);
  }
}
