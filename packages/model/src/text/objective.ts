import type { Objective } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { formatPercent, parsePercent } from './percent.ts';
import { quote } from './quote.ts';

/** Either form, as far as a pattern can say. */
export const OBJECTIVE = /^\d{1,2}(?:\.\d{1,6})?%(?:\s+under\s+(?:\d+(?:d|h|ms|m|s))+)?$/;
const LATENCY = /^(\S+)\s+under\s+(\S+)$/;
const FORMS = 'write for example 99.9% or 99% under 300ms';

/** `99.9%`: that share of requests must succeed. `99% under 300ms`: that share must be answered in time. */
export function parseObjective(text: string): Parsed<Objective> {
  const [, share, limit] = LATENCY.exec(text) ?? [null, text, null];
  const target = parsePercent(share ?? text);
  if (!target.ok) {
    if (/\s/.test(text)) return faulty(`is ${quote(text)}`, 'no objective can be read from it', FORMS);
    return target;
  }
  if (target.value === 0) return faulty(`is ${quote(text)}`, 'every release would meet it', FORMS);
  if (target.value === 100) {
    return faulty(
      `is ${quote(text)}`,
      'that leaves no error budget to judge by',
      'write less than 100%, such as 99.9%',
    );
  }
  if (limit === null || limit === undefined) return parsed({ kind: 'availability', target: target.value });
  const threshold = parseDuration(limit);
  if (!threshold.ok)
    return faulty(`is ${quote(text)}`, `${quote(limit)} is no length of time`, threshold.fault.mend);
  if (threshold.value === 0) return faulty(`is ${quote(text)}`, 'no answer takes no time', FORMS);
  return parsed({ kind: 'latency', target: target.value, threshold: threshold.value });
}

export function formatObjective(objective: Objective): string {
  const share = formatPercent(objective.target);
  switch (objective.kind) {
    case 'availability':
      return share;
    case 'latency':
      return `${share} under ${formatDuration(objective.threshold)}`;
  }
}
