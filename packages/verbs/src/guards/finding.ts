import type { Trouble } from '@glidepath/metrics/registry';
import type { GuardView } from '@glidepath/rollout';

/** What was found of one part of a guard: an SLO, a selection of alerts. */
export type Finding = Pick<GuardView, 'state' | 'why'> & {
  /** The question that had no answer. */
  readonly asked?: string;
};

/** The guard as a whole: one part that fires is enough, and one that can't be asked leaves the whole unknown. */
export function together(findings: readonly Finding[]): Finding {
  for (const state of ['firing', 'unknown'] as const) {
    const found = findings.filter((finding) => finding.state === state);
    if (found.length > 0) return { state, why: whyOf(found) };
  }
  return { state: 'quiet', why: whyOf(findings) };
}

export function unknown(query: string, { why, mend }: Trouble): Finding {
  return { state: 'unknown', why: `${why}; ${mend}`, asked: query };
}

/** A server that is down is down for all of them: the same is said once, with the first question. */
function whyOf(findings: readonly Finding[]): string {
  const first = new Map(findings.toReversed().map((finding) => [finding.why, finding]));
  const different = findings.filter((finding) => first.get(finding.why) === finding);
  return different.map(({ why, asked = '' }) => (asked === '' ? why : `${why} (asked: ${asked})`)).join('; ');
}
