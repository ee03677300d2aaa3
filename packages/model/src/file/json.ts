import * as z from 'zod/mini';
import type { Json } from '../json.ts';

const WRONG = { error: 'write what JSON can say' };

/** Anything that JSON can say, which YAML's infinities are not. */
export const AnyJson: z.ZodMiniType<Json, Json> = z.lazy(() =>
  z.union(
    [
      z.string(WRONG),
      z.number(WRONG),
      z.boolean(WRONG),
      z.null(WRONG),
      z.array(AnyJson, WRONG),
      z.record(z.string(), AnyJson, WRONG),
    ],
    WRONG,
  ),
);
