import { resolve } from 'node:path';
import type { Listener } from '@glidepath/conductor';
import type { Surroundings } from '@glidepath/verbs/surroundings';
import { terminalOn, type Env, type Stream, type Terminal } from './terminal.ts';

/** The process as the command line sees it; a test gives its own. */
export interface Outside {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Env;
  readonly cwd: string;
  /** The `import.meta.url` of the file that was started. */
  readonly entry: string;
}

/** The flags that every verb takes. */
export interface GlobalFlags {
  readonly directory: string;
  readonly file: string;
  readonly environment?: string;
  readonly repo?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** What a verb's runner works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly workspace: string;
  readonly env: Env;
  readonly file: string;
  /** Null: not named. */
  readonly environment: string | null;
  /** For a verb that only looks: a signal ends the process as it always does. */
  surroundings(): Promise<Surroundings>;
  /** For a verb that conducts: a signal is heard, and what is under way is brought to where the plan says. */
  conducting<T>(work: (surroundings: Surroundings) => Promise<T>): Promise<T>;
}

export function contextOf(flags: GlobalFlags, outside: Outside): Context {
  const terminal = terminalOn(outside, outside.env, flags.color);
  const workspace = resolve(outside.cwd, flags.directory);
  const make = async (stop: AbortSignal, listener: Listener): Promise<Surroundings> => {
    const { daemonFileFor, repositoryNamed, surroundingsHere, userOn } =
      await import('@glidepath/verbs/edge');
    const repository = await repositoryNamed(flags.repo ?? null, outside.env);
    return surroundingsHere({
      repository,
      user: await userOn(repository, outside.env),
      workspace,
      env: outside.env,
      daemonFile: daemonFileFor(outside.entry),
      listener,
      // A terminal hides nothing; no message of ours holds a secret.
      mask: () => {},
      stop,
    });
  };
  return {
    terminal,
    json: flags.json ?? false,
    workspace,
    env: outside.env,
    file: flags.file,
    environment: flags.environment ?? null,
    surroundings: () => make(new AbortController().signal, SILENT),
    async conducting(work) {
      const [{ stopOnSignals }, { liveProgress }] = await Promise.all([
        import('@glidepath/verbs/edge'),
        import('./live-progress.ts'),
      ]);
      const signals = stopOnSignals((again) => terminal.note(again ? STILL_STOPPING : STOPPING));
      try {
        return await work(await make(signals.stop, liveProgress(terminal)));
      } finally {
        signals.release();
      }
    },
  };
}

const STOPPING = 'stopping: the rollout is left as the delivery file says for a cancelled run (on: cancel)';
const STILL_STOPPING = 'still at it; whatever is left undone, the next "glidepath status" shows and finishes';

const SILENT: Listener = { event() {}, sample() {}, note() {} };
