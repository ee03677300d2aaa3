import type { FlagContext, FlagSource } from '@glidepath/conductor';
import { millis, type AskedFlag } from '@glidepath/model';
import type { Candidate } from '@glidepath/rollout';
import type { Chosen } from '../delivery-file.ts';
import { secretsOf, seenOf, type FlagSeen, type Secret } from '../flags/answers.ts';
import { flagContextOf } from '../flags/context.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';

/** The flags that a gate was asked for, with the connection to their provider. */
export interface FlagReader {
  /** All of them, in the order that they were asked for. */
  look(): Promise<readonly FlagSeen[]>;
  close(): Promise<void>;
}

/** A provider's first connection takes longer than an answer. */
const LIMIT = millis(30_000);

/**
 * The provider is loaded only where there are flags to ask for.
 * @throws UserError where the delivery file names none
 */
export async function flagsFor(
  surroundings: Pick<Surroundings, 'env' | 'user' | 'workspace' | 'clock' | 'repository' | 'stop'>,
  chosen: Chosen,
  release: Candidate,
  asked: readonly AskedFlag[],
): Promise<FlagReader> {
  if (asked.length === 0) return NONE;
  const { flags: provider, name } = chosen.environment;
  if (provider === null) {
    throw new UserError(
      `the delivery file does not say where flags are evaluated, write flags: { file: .github/flags.yml } beside ` +
        `slos for all environments, or under environments.${name}`,
    );
  }
  const { env, workspace, clock } = surroundings;
  const { createFlags } = await import('@glidepath/flags/registry');
  const source = await createFlags(provider, { env, workspace, now: () => clock.now() });
  return readerOn(source, asked, {
    context: flagContextOf(surroundings, chosen, release),
    secrets: secretsOf(surroundings, provider),
    stop: surroundings.stop,
  });
}

/** What a reader knows beside its provider. */
interface Around {
  readonly context: FlagContext;
  readonly secrets: readonly Secret[];
  readonly stop: AbortSignal;
}

export function readerOn(
  source: FlagSource,
  asked: readonly AskedFlag[],
  { context, secrets, stop }: Around,
): FlagReader {
  return {
    async look() {
      const answers = await untilStopped(source.evaluate(asked, context, LIMIT), stop);
      return asked.map((flag, index) => seenOf(flag, answers?.[index] ?? NO_ANSWER, secrets));
    },
    close: async () => source.close(),
  };
}

/** The runner does not wait long for a run that it has told to stop. Null: it was stopped first. */
async function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | null> {
  const { promise: stopped, resolve } = Promise.withResolvers<null>();
  const end = (): void => resolve(null);
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', end);
  }
}

const NONE: FlagReader = { look: async () => [], close: async () => {} };

const NO_ANSWER = {
  kind: 'trouble',
  code: 'unreachable',
  why: 'the run ended before its provider had answered',
  mend: 'ask again',
} as const;
