import type { Clock, Listener } from '@glidepath/conductor';
import type { GitHubAccess } from '@glidepath/github';

/** What a verb knows of the world around it. Made once, at the edge; nothing below reads the process. */
export interface Surroundings {
  /** The folder that paths are relative to and may not leave. Absolute. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who runs this, where the environment does not say. */
  readonly user: string;
  /** The repository on GitHub that holds the ledger, and the way in; null: the ledger is in the local git repository. */
  readonly repository: GitHubAccess | null;
  /** The program that keeps the local engine's processes. Absolute. */
  readonly daemonFile: string;
  readonly clock: Clock;
  readonly listener: Listener;
  /** Has whatever shows this run's output hide a text in it. */
  readonly mask: (secret: string) => void;
  /** Aborts when the run is told to stop. */
  readonly stop: AbortSignal;
}
