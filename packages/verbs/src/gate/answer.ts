import { refusalText, type ClosedGate, type Reason } from '@glidepath/rollout';
import type { Chosen } from '../delivery-file.ts';
import type { FlagSeen } from '../flags/answers.ts';
import type { Seen } from './wait.ts';

/** Whether a release could come in now. Times are ISO 8601. */
export interface GateAnswer {
  readonly version: 1;
  readonly verb: 'gate';
  readonly service: string;
  readonly environment: string;
  readonly open: boolean;
  /** Of the first gate that is closed; null where all are open. */
  readonly reason: Reason | null;
  /** One sentence for people. */
  readonly message: string;
  /** When all have opened by themselves; null where nobody knows, or nothing is closed. */
  readonly until: string | null;
  readonly refusals: readonly GateRefusal[];
  /** Those that were asked for, in that order; not those of the delivery file. */
  readonly flags: readonly FlagSeen[];
  /** Null where nothing but flags was asked. */
  readonly ledger: { readonly ref: string } | null;
}

export interface GateRefusal {
  readonly reason: Reason;
  readonly message: string;
  readonly until: string | null;
}

/** What an answer is about. */
export interface Question extends Chosen {
  /** What people call the release. */
  readonly release: string;
  readonly override: string | null;
  /** Null: nothing but flags is asked. */
  readonly ledger: { readonly ref: string } | null;
}

export function answerOf(question: Question, { closed, flags }: Seen): GateAnswer {
  const { delivery, environment, ledger } = question;
  const [first] = closed;
  const times = closed.map(({ until }) => until);
  const known = times.filter((time) => time !== null);
  const inWords = (one: ClosedGate): string => sentence(one, ledger !== null);
  return {
    version: 1,
    verb: 'gate',
    service: delivery.service,
    environment: environment.name,
    open: first === undefined,
    reason: first?.reason ?? null,
    message: first === undefined ? openText(question) : closed.map(inWords).join('; '),
    until: first === undefined || known.length < times.length ? null : iso(Math.max(...known)),
    refusals: closed.map((one) => ({
      reason: one.reason,
      message: inWords(one),
      until: one.until === null ? null : iso(one.until),
    })),
    flags,
    ledger: ledger === null ? null : { ref: ledger.ref },
  };
}

function openText({ environment, release, override, ledger }: Question): string {
  if (ledger === null) return `no flag that was asked for keeps ${environment.name} closed`;
  return `${release} may come into ${environment.name}${override === null ? '' : `, by an override: ${override}`}`;
}

/** Nobody may override what they may not do, and of nothing but flags there is nothing to override. */
function sentence(closed: ClosedGate, overridable: boolean): string {
  return closed.reason === 'not-allowed' || !overridable ? closed.message : refusalText(closed);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
