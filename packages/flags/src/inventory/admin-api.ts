import type { FlagTrouble } from '@glidepath/conductor';
import { shown, type FlagServer } from '@glidepath/model';
import type * as z from 'zod/mini';
import { secretIn } from '../secret.ts';
import { broken, trouble, unreachable, unwell } from '../troubles.ts';
import { boundedFetch, whyNot } from '../web/bounded-fetch.ts';
import { jsonIn } from '../web/json-text.ts';
import type { InventoryContext } from './context.ts';

/** Where flags are administered, and the way in. */
export interface AdminApi {
  readonly place: string;
  readonly server: Pick<FlagServer, 'url' | 'tokenEnv' | 'timeout'>;
  readonly token: string;
}

/** Not there is an answer here: only who asks knows what that means. */
export type ApiAnswer<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'absent' } | FlagTrouble;

/** Trouble where the token is not set. */
export function openApi(
  name: string,
  server: FlagServer,
  { env }: Pick<InventoryContext, 'env'>,
): AdminApi | FlagTrouble {
  const token = secretIn(env, server.tokenEnv, 'the delivery file');
  return typeof token === 'string' ? { place: `${name} at ${server.url}`, server, token } : token;
}

/** One GET, its answer read and checked. Never throws. */
export async function askApi<T>(
  { place, server, token }: AdminApi,
  path: string,
  { form, headers = {}, late }: Question<T>,
): Promise<ApiAnswer<T>> {
  try {
    const response = await boundedFetch(`${server.url}${path}`, {
      headers: { Authorization: token, Accept: 'application/json', ...headers },
      signal: AbortSignal.any([late, AbortSignal.timeout(server.timeout)]),
    });
    const { status } = response;
    if (status === 404) return { kind: 'absent' };
    if (status === 401 || status === 403) return notLetIn(place, server.tokenEnv, status);
    if (status !== 200)
      return (
        unwell(place, status) ?? broken(place, `answers with what is no flag (HTTP ${status})`, CHECK_URL)
      );
    const answer = form.safeParse(jsonIn(await response.text()));
    return answer.success
      ? { kind: 'answer', value: answer.data }
      : broken(place, 'answers with what is no flag', CHECK_URL);
  } catch (error) {
    const why =
      error instanceof DOMException && error.name === 'TimeoutError'
        ? 'too slow'
        : shown(whyNot(error), [token]);
    return unreachable(place, `does not answer (${why})`);
  }
}

export interface Question<T> {
  readonly form: z.ZodMiniType<T>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts when nobody waits any longer. */
  readonly late: AbortSignal;
}

const CHECK_URL = 'check the url of that server in the delivery file';

function notLetIn(place: string, tokenEnv: string, status: number): FlagTrouble {
  return trouble(
    'refused',
    `${place} refuses what the environment variable ${tokenEnv} holds (HTTP ${status})`,
    'check that it holds an access token that may read this project, and that it was not revoked',
  );
}
