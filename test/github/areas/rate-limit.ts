import type { Budget } from '../server/budget.ts';
import type { Routes } from '../server/routes.ts';

/** What is left of the hour's requests. Asking costs nothing. */
export function rateLimit(budget: Budget) {
  return {
    'rate-limit/get'() {
      const core = budget.view();
      const other = { limit: 5000, remaining: 5000, reset: core.reset, used: 0 };
      return { status: 200, body: { resources: { core, search: other, graphql: other }, rate: core } };
    },
  } satisfies Partial<Routes>;
}
