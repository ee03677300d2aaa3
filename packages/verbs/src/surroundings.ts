import type { Clock, Listener } from '@glidepath/conductor';

/** What a verb knows of the world around it. Made once, at the edge; nothing below reads the process. */
export interface Surroundings {
  /** The folder that paths are relative to and may not leave. Absolute. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who runs this, where the environment does not say. */
  readonly user: string;
  /** The program that keeps the local engine's processes. Absolute. */
  readonly daemonFile: string;
  readonly clock: Clock;
  readonly listener: Listener;
  /** Aborts when the run is told to stop. */
  readonly stop: AbortSignal;
}
