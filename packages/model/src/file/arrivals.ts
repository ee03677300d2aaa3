import * as z from 'zod/mini';
import type { Arrivals } from '../around.ts';
import { DURATION } from '../text/duration.ts';
import { millis } from '../units.ts';
import { docs, duration, mapping } from './scalars.ts';

/** What a release does that finds another one's rollout under way. */

const QUEUE_TIMEOUT = millis(6 * 60 * 60_000);
const ARRIVALS_MEND = 'write queue, supersede, reject or { queue: 2h }';

const Kind = z.enum(['queue', 'supersede', 'reject']);
const Queue = mapping(
  {
    queue: duration('1s').register(docs, {
      description: 'Wait until the other rollout has ended, at most this long.',
      examples: ['2h'],
      pattern: DURATION.source,
    }),
  },
  ARRIVALS_MEND,
);

export const ArrivalsDefinition = z.union(
  [
    z.pipe(
      Kind,
      z.transform((kind: z.output<typeof Kind>): Arrivals =>
        kind === 'queue' ? { kind, timeout: QUEUE_TIMEOUT } : { kind },
      ),
    ),
    z.pipe(
      Queue,
      z.transform(({ queue }: z.output<typeof Queue>): Arrivals => ({ kind: 'queue', timeout: queue })),
    ),
  ],
  { error: ARRIVALS_MEND },
);
