import type { Json } from '@glidepath/model';
import { Refused } from './instructions.ts';

/** What an access token may do, in the words of roles; `viewProject` reads flags, `viewAuditLog` is ours. */
export type Right =
  | 'viewProject'
  | 'viewAuditLog'
  | 'updateOn'
  | 'updateFallthrough'
  | 'bypassRequiredApproval'
  | 'createApprovalRequest'
  | 'applyApprovalRequest'
  | 'deleteApprovalRequest';

export interface Token {
  readonly name: string;
  readonly rights: readonly Right[];
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  /** Null: LaunchDarkly does not know it. */
  readonly token: Token | null;
}

export interface Answer {
  readonly status: number;
  /** Null: nothing is said. */
  readonly json: Json;
}

/** @throws Refused */
export function demand(token: Token, right: Right): void {
  if (!token.rights.includes(right))
    throw new Refused(403, 'forbidden', 'Access to the requested resource was denied');
}
