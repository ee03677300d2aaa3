import { code, plain } from './escape.ts';

/** What was asked of an environment or of its rollout, and what came of it. */
export interface SteeringShown {
  readonly verb: string;
  readonly service: string;
  readonly environment: string;
  readonly message: string;
  readonly ledger: { readonly ref: string };
}

/** For a job's summary. `done`: what was asked has happened. */
export function renderSteering(
  { verb, service, environment, message, ledger }: SteeringShown,
  done: boolean,
): string {
  return (
    [
      `## ${done ? '✅' : '⛔'} ${plain(service)} in ${plain(environment)}: ${plain(verb)}${done ? '' : ' was not done'}`,
      plain(message),
      `Ledger: ${code(ledger.ref)}`,
    ].join('\n\n') + '\n'
  );
}
