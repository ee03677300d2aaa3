import { setTimeout as wait } from 'node:timers/promises';
import { instant } from '@glidepath/model';
import type { Clock } from './ports.ts';

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  async sleep(length, signal) {
    try {
      await wait(length, undefined, { signal });
    } catch {
      // Woken by the signal: that is an answer too.
    }
  },
};
