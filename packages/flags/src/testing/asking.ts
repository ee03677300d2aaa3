import type { FlagAnswer, FlagContext, FlagSource, FlagType } from '@glidepath/conductor';
import { millis, type FlagProvider } from '@glidepath/model';
import { createFlags } from '../registry.ts';

/** One question to a provider, as a delivery file names it. */

export const CONTEXT: FlagContext = {
  service: 'checkout',
  environment: 'production',
  release: 'v2',
  commit: null,
  actor: 'alice',
};
export const SECRET = 'sdk-secret-5f3a';

export async function flagsOf(
  provider: FlagProvider,
  { env = {}, workspace = '/nowhere' }: { env?: Record<string, string>; workspace?: string } = {},
): Promise<FlagSource> {
  return createFlags(provider, { env: { SECRET, ...env }, workspace, now: Date.now });
}

export async function ask(
  source: FlagSource,
  key: string,
  type: FlagType = 'boolean',
  limit = 5_000,
): Promise<FlagAnswer> {
  const [answer] = await source.evaluate([{ key, type }], CONTEXT, millis(limit));
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

export function valueOf(answer: FlagAnswer): unknown {
  return answer.kind === 'value' ? answer.value : answer;
}

/** `code: why; mend` of trouble. */
export function told(answer: FlagAnswer): string {
  return answer.kind === 'trouble'
    ? `${answer.code}: ${answer.why}; ${answer.mend}`
    : `value: ${JSON.stringify(answer.value)}`;
}
