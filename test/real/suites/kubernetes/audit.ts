import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const line = z.object({
  verb: z.string(),
  requestURI: z.string(),
  user: z.object({ username: z.string() }),
  userAgent: z.optional(z.string()),
  objectRef: z.optional(
    z.object({
      resource: z.optional(z.string()),
      subresource: z.optional(z.string()),
      namespace: z.optional(z.string()),
      name: z.optional(z.string()),
    }),
  ),
  responseStatus: z.optional(z.object({ code: z.number() })),
});

/** A request that was answered; a watch is written when it ends. */
export interface Request {
  /** As RBAC calls it, such as `patch`. */
  readonly verb: string;
  readonly path: string;
  readonly user: string;
  readonly agent: string;
  /** With its part, such as `deployments/scale`; empty where the path is of no object. */
  readonly resource: string;
  readonly code: number;
}

export function requestsIn(file: string): readonly Request[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last one has no end yet, or is empty.
  return lines.slice(0, -1).map((text) => {
    const told = z.parse(line, JSON.parse(text));
    const { resource, subresource } = told.objectRef ?? {};
    return {
      verb: told.verb,
      path: told.requestURI,
      user: told.user.username,
      agent: told.userAgent ?? '',
      resource: [resource, subresource].filter(Boolean).join('/'),
      code: told.responseStatus?.code ?? 0,
    };
  });
}
