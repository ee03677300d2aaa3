import type { Json } from '@glidepath/model';
import type { Reason } from '@glidepath/rollout';
import { dateText } from '../figures.ts';
import { clip } from '../foreign-text.ts';
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
  /** Those that were asked for by themselves. */
  readonly flags: readonly {
    readonly key: string;
    readonly value: Json;
    readonly variant: string | null;
    readonly reason: string | null;
    readonly open: boolean;
    readonly trouble: { readonly message: string } | null;
  }[];
  /** Null where nothing but flags was asked. */
  readonly ledger: { readonly ref: string } | null;
}

/** For a job's summary. */
export function renderGate(shown: GateShown): string {
  const { service, environment, open, message, refusals, flags, ledger } = shown;
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
  const parts = [
    heading,
    said,
    ...(flags.length === 0 ? [] : [flagTable(flags)]),
    ...(ledger === null ? [] : [`Ledger: ${code(ledger.ref)}`]),
  ];
  return parts.join('\n\n') + '\n';
}

function flagTable(flags: GateShown['flags']): string {
  return table(
    ['Flag', 'Value', 'Variant', 'Reason', 'Stands'],
    flags.map(({ key, value, variant, reason, open, trouble }) => [
      code(key),
      trouble === null ? plain(clip(JSON.stringify(value), LONGEST_VALUE)) : plain(trouble.message),
      plain(variant ?? ''),
      plain(reason ?? ''),
      open ? 'open' : 'closed',
    ]),
  );
}
const LONGEST_VALUE = 200;
