import type { Sample } from '@glidepath/conductor';
import { daemonFileFor, repositoryOf, stopOnSignals, surroundingsHere } from '@glidepath/verbs/edge';
import { failureOf, type Failure } from '@glidepath/verbs/failure';
import type { Surroundings } from '@glidepath/verbs/surroundings';
import { refuse } from './refuse.ts';
import type { Runner } from './runner.ts';

/** A run of an action as it begins. */
export interface Start {
  /** Every action has the input `token`. */
  readonly runner: Runner<'token', never>;
  /** The `import.meta.url` of the file that was started. */
  readonly entry: string;
  /** What the log says when the run is told to stop. */
  readonly stopping: string;
  /** Hears why nothing could be done, to set outputs. */
  readonly failed?: (failure: Failure) => void;
}

/** A run under way. */
export interface Run {
  readonly workspace: string;
  readonly env: Runner['env'];
  readonly stop: AbortSignal;
  /** All looks at the SLIs that were taken so far. */
  readonly samples: readonly Sample[];
  /** Does `work` in this run's surroundings. What happens goes to the log. */
  act<T>(work: (surroundings: Surroundings) => Promise<T>): Promise<T>;
}

/**
 * One run of an action: inputs, one call, outputs and summary are `work`, which gives the exit code. Signals are heard, and
 * what goes wrong is told. Never throws.
 */
export async function runAction(start: Start, work: (run: Run) => Promise<number>): Promise<number> {
  const { runner, entry, stopping, failed } = start;
  const signals = stopOnSignals((again) => runner.log(again ? STILL_STOPPING : stopping));
  try {
    return await work(await runOf(runner, entry, signals.stop));
  } catch (error) {
    const failure = failureOf(error);
    failed?.(failure);
    return refuse(runner, failure);
  } finally {
    signals.release();
  }
}

async function runOf(runner: Start['runner'], entry: string, stop: AbortSignal): Promise<Run> {
  const { env } = runner;
  const token = runner.input('token');
  if (token !== '') runner.mask(token);
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const repository = await repositoryOf(env, token);
  const samples: Sample[] = [];
  return {
    workspace,
    env,
    stop,
    samples,
    async act(work) {
      const { RunLog } = await import('./run-log.ts');
      const log = new RunLog(runner, samples);
      const surroundings = surroundingsHere({
        user: null,
        workspace,
        env,
        daemonFile: daemonFileFor(entry),
        listener: log,
        mask: (secret) => runner.mask(secret),
        stop,
        repository,
      });
      return work(surroundings).finally(() => log.close());
    },
  };
}

const STILL_STOPPING = 'still at it; whatever is left undone, the next run picks up';
