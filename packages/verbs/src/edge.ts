import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock, type Listener } from '@glidepath/conductor';
import type { Surroundings } from './surroundings.ts';

/** What only the edge knows. */
export interface Edge {
  readonly workspace: string;
  readonly env: Surroundings['env'];
  readonly daemonFile: string;
  readonly listener: Listener;
  readonly stop: AbortSignal;
}

/** This process on this host. */
export function surroundingsHere(edge: Edge): Surroundings {
  return { ...edge, user: userName(), clock: systemClock };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}

/**
 * The program that keeps the local engine's processes: the bundle beside the entry's bundle, or its source where the entry
 * runs from source.
 * @param entry the `import.meta.url` of the file that was started
 */
export function daemonFileFor(entry: string): string {
  return fileURLToPath(
    entry.endsWith('.ts')
      ? import.meta.resolve('@glidepath/targets/local/daemon')
      : new URL('./local-daemon.js', entry),
  );
}

/** SIGINT and SIGTERM as a signal to stop. `told` hears of each: the first time, and again. */
export function stopOnSignals(told: (again: boolean) => void): {
  readonly stop: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const heard = (): void => {
    const again = controller.signal.aborted;
    controller.abort();
    told(again);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return {
    stop: controller.signal,
    release() {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    },
  };
}
