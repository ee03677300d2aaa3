import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '@glidepath/conductor';

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
/** Who asks to be left alone for longer is not waited for: the conductor comes again. */
const LONGEST_PAUSE_MS = 5_000;

/** Trouble that may be over in a moment: look again, then decide anew what is to be done. */
export class Passing extends TargetError {
  readonly afterMs: number;

  constructor(message: string, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}

/**
 * Does it again, from its beginning, with growing pauses, while its trouble may pass.
 * @throws TargetError
 */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Passing) || attempt === MOST_ATTEMPTS) throw error;
      const pause = Math.max(error.afterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (pause > LONGEST_PAUSE_MS) throw error;
      await sleep(pause);
    }
  }
}
