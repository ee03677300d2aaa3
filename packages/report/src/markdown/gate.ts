import type { Reason } from '@glidepath/rollout';
import { dateText } from '../figures.ts';
import { REASON_WORDS } from '../words.ts';
import { code, plain, table } from './escape.ts';

/** Whether a release could come in now, and who says so. Times are ISO 8601. */
export interface GateShown {
  readonly service: string;
  readonly environment: string;
  readonly open: boolean;
  readonly message: string;
  readonly refusals: readonly {
    readonly reason: Reason;
    readonly message: string;
    readonly until: string | null;
  }[];
  readonly ledger: { readonly ref: string };
}

/** For a job's summary. */
export function renderGate({ service, environment, open, message, refusals, ledger }: GateShown): string {
  const heading = `## ${open ? '✅' : '⛔'} ${plain(service)} to ${plain(environment)}: ${open ? 'open' : 'closed'}`;
  const said = open
    ? plain(message)
    : table(
        ['Closed, because', 'In full', 'Opens by itself'],
        refusals.map((refusal) => [
          REASON_WORDS[refusal.reason],
          plain(refusal.message),
          refusal.until === null ? 'no' : dateText(Date.parse(refusal.until)),
        ]),
      );
  return [heading, said, `Ledger: ${code(ledger.ref)}`].join('\n\n') + '\n';
}
