import { TargetError } from '@glidepath/conductor';
import * as z from 'zod/mini';

/**
 * What is asked of an API server: plain JSON both ways, so that nothing of an object is dropped because a library does not
 * know it. Paths are as the API has them, such as /apis/apps/v1/namespaces/shop/deployments/checkout. Whatever fails is a
 * TargetError, a KubeError where the server has answered.
 */
export interface KubeApi {
  /** Null where there is no such object. What is told was never before the last write over this same api. */
  get(path: string): Promise<KubeObject | null>;
  /** The items of a list; `query` is such as `labelSelector=a%3Db`. */
  list(path: string, query?: string): Promise<readonly KubeObject[]>;
  /**
   * Server-side apply as FIELD_MANAGER. A `metadata.resourceVersion` in the body makes it a compare-and-swap.
   * `force`: takes over fields that others hold; else it is a KubeError 409 that names them. `dryRun`: nothing is kept.
   */
  apply(path: string, body: object, options: ApplyOptions): Promise<KubeObject>;
  /** The whole object; its `metadata.resourceVersion` makes it a compare-and-swap. */
  replace(path: string, body: object): Promise<KubeObject>;
  /** What would come of it; nothing is kept. */
  tryReplace(path: string, body: object): Promise<KubeObject>;
  /** JSON Patch where it is a list, else a merge patch. */
  patch(path: string, body: object): Promise<KubeObject>;
  /** True once it is on its way out; false where there was none. `uid`: only that very object. `dryRun`: as of an apply. */
  remove(path: string, uid: string | null, dryRun?: boolean): Promise<boolean>;
  /**
   * One object as soon as it is another one than at `resourceVersion`, and whenever it changes again, its latest state; null:
   * it was deleted. Connections that end are taken up again. Ends when `signal` aborts.
   */
  watch(path: string, resourceVersion: string, signal: AbortSignal): AsyncIterable<KubeObject | null>;
  /** What people should know of how the cluster is asked; each is told once. Not there where there is never anything. */
  news?(): readonly string[];
  close(): Promise<void>;
}

export interface ApplyOptions {
  readonly force: boolean;
  readonly dryRun?: boolean;
}

/** By this name an API server knows what is ours. */
export const FIELD_MANAGER = 'glidepath';

export const kubeObject = z.looseObject({
  apiVersion: z.optional(z.string()),
  kind: z.optional(z.string()),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.optional(z.string()),
    uid: z.string(),
    // What was only tried has none.
    resourceVersion: z.prefault(z.string(), ''),
    generation: z.optional(z.number()),
    deletionTimestamp: z.optional(z.string()),
    labels: z.optional(z.record(z.string(), z.string())),
    annotations: z.optional(z.record(z.string(), z.string())),
    ownerReferences: z.optional(
      z.array(z.looseObject({ uid: z.string(), controller: z.optional(z.boolean()) })),
    ),
    managedFields: z.optional(
      z.array(
        z.looseObject({
          manager: z.optional(z.string()),
          operation: z.optional(z.string()),
          subresource: z.optional(z.string()),
          time: z.optional(z.string()),
          fieldsV1: z.optional(z.unknown()),
        }),
      ),
    ),
  }),
});
/** An object of any kind, with all that it has. */
export type KubeObject = z.infer<typeof kubeObject>;

/** The API server has answered, and not with what was asked for. */
export class KubeError extends TargetError {
  readonly status: number;
  /** Such as NotFound, Conflict, Invalid; empty where none was said. */
  readonly reason: string;

  constructor(message: string, final: boolean, status: number, reason: string) {
    super(message, final);
    this.status = status;
    this.reason = reason;
  }
}

/** Somebody else wrote in between, or holds a field. */
export function isConflict(error: unknown): error is KubeError {
  return error instanceof KubeError && error.status === 409;
}

const MOST_ATTEMPTS = 6;

/**
 * Does it again from its beginning, so with a new read, where somebody else wrote in between.
 * @throws TargetError
 */
export async function overConflicts<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isConflict(error) || error.final || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** The path of an object; without a name that of its kind. `apiVersion` is such as apps/v1. */
export function pathOf(apiVersion: string, plural: string, namespace: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const all = `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
  return name === undefined ? all : `${all}/${encodeURIComponent(name)}`;
}
