import * as z from 'zod/mini';
import type { GitHub, Parameters } from './client.ts';
import { GitHubError, misunderstood } from './faults.ts';

const PER_PAGE = 100;

/**
 * What one call answers, as far as the schema asks for it.
 * @throws GitHubError, also where the answer is not what GitHub documents
 */
export async function read<Schema extends z.ZodMiniType>(
  github: GitHub,
  schema: Schema,
  route: string,
  parameters: Parameters = {},
): Promise<z.output<Schema>> {
  const { data } = await github.request(route, parameters);
  return parse(github, schema, route, data);
}

/**
 * A list over its pages of 100, at most `pages` of them; as many as were asked for, so that the caller can stop early.
 * @throws GitHubError
 */
export async function* readPages<Schema extends z.ZodMiniType>(
  github: GitHub,
  schema: Schema,
  route: string,
  parameters: Parameters,
  pages: number,
): AsyncGenerator<z.output<Schema>> {
  const list = z.array(z.unknown());
  for (let page = 1; page <= pages; page++) {
    const items = await read(github, list, route, { ...parameters, per_page: PER_PAGE, page });
    for (const item of items) yield parse(github, schema, route, item);
    if (items.length < PER_PAGE) return;
  }
}

/** The same call, but null where there is no such thing, or none that this token may see. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GitHubError && error.fault === 'not-found') return null;
    throw error;
  }
}

/**
 * Makes a thing that must not be there twice. After a call that may have had its effect all the same it looks for the thing,
 * and tries once more where there is none.
 * @throws GitHubError
 */
export async function makeOnce<T>(make: () => Promise<T>, find: () => Promise<T | null>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!mayHaveHappened(error)) throw error;
    return (await find()) ?? (await make());
  }
}

/** Whether a call that failed may have had its effect all the same. Whoever sent it looks before sending it again. */
export function mayHaveHappened(error: unknown): boolean {
  return error instanceof GitHubError && (error.fault === 'failed' || error.fault === 'unreachable');
}

function parse<Schema extends z.ZodMiniType>(
  github: GitHub,
  schema: Schema,
  route: string,
  data: unknown,
): z.output<Schema> {
  const parsed = z.safeParse(schema, data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw misunderstood(
    `${route}, ${issue?.path.join('.') || 'its body'}: ${issue?.message ?? 'is something else'}`,
    github,
  );
}
