import * as z from 'zod/mini';
import { readData, type Answer } from './answer.ts';

/** An alerting rule as it was evaluated last. */
export interface AlertRule {
  readonly name: string;
  /** Those that the rule itself sets; its series bring more. */
  readonly labels: Readonly<Record<string, string>>;
  readonly alerts: readonly ActiveAlert[];
  /** `ok`, `err` or `unknown`; null where the server does not tell. */
  readonly health: string | null;
  readonly lastError: string;
  /** Milliseconds since 1970; null where the server does not tell. */
  readonly evaluatedAt: number | null;
  /** How often its group is evaluated; null where the server does not tell. */
  readonly intervalMs: number | null;
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  /** `firing`, `pending` and the like. */
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly since: number | null;
}

const labels = z.nullish(z.record(z.string(), z.string()));
const alertSchema = z.object({ labels, state: z.string(), activeAt: z.nullish(z.string()) });
const ruleSchema = z.object({
  type: z.string(),
  name: z.string(),
  labels,
  alerts: z.nullish(z.array(alertSchema)),
  health: z.nullish(z.string()),
  lastError: z.nullish(z.string()),
  lastEvaluation: z.nullish(z.string()),
});
const rulesSchema = z.object({
  groups: z.array(z.object({ interval: z.nullish(z.number()), rules: z.array(ruleSchema) })),
});

/** Reads the body of an answer of the rules API; total. */
export function readRules(body: string): Answer<readonly AlertRule[]> {
  const answer = readData(body, rulesSchema);
  if (answer.kind !== 'read') return answer;
  const rules = answer.value.groups.flatMap((group) =>
    group.rules
      .filter(({ type }) => type === 'alerting')
      .map((rule): AlertRule => ({
        name: rule.name,
        labels: rule.labels ?? {},
        alerts: (rule.alerts ?? []).map((alert) => ({
          labels: alert.labels ?? {},
          state: alert.state,
          since: timeIn(alert.activeAt),
        })),
        health: rule.health ?? null,
        lastError: rule.lastError ?? '',
        evaluatedAt: timeIn(rule.lastEvaluation),
        intervalMs: typeof group.interval === 'number' ? group.interval * 1000 : null,
      })),
  );
  return { kind: 'read', value: rules };
}

function timeIn(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
