/**
 * Where GitHub's description vouches for a shape: what has passed its validators gets the types that are made of the same
 * text. A guard claims them, nothing is cast.
 */
import type { Document } from 'openapi-backend';
import type { Checked } from './contract.ts';
import type { Asked } from './routes.ts';

type Described = Pick<Asked<never>, 'path' | 'query' | 'body'>;

/** An OpenAPI description: openapi-backend looks at the rest itself. */
export function isDescription(json: unknown): json is Document {
  return typeof json === 'object' && json !== null && 'openapi' in json && 'paths' in json;
}

/** To be asked only of what the validators of the very operation have passed. */
export function isDescribed(checked: Checked): checked is Checked & Described {
  return typeof checked.path === 'object' && typeof checked.query === 'object';
}
