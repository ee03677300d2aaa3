import type { Delivery, Environment } from './delivery.ts';
import { fault } from './fault.ts';
import type { Fault } from './fault.ts';
import { quote } from './text/quote.ts';
import { instead } from './text/suggest.ts';

/** The environment of that name; without one, what is wrong and which there are. */
export function findEnvironment(
  delivery: Delivery,
  name: string,
): { readonly ok: true; readonly environment: Environment } | { readonly ok: false; readonly fault: Fault } {
  const environment = delivery.environments.find((one) => one.name === name);
  if (environment !== undefined) return { ok: true, environment };
  const names = delivery.environments.map((one) => one.name);
  return {
    ok: false,
    fault: fault(
      `there is no environment ${quote(name)}`,
      `the delivery file has ${names.join(', ')}`,
      instead(name, names),
    ),
  };
}
