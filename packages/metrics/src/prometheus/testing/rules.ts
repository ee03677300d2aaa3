import { json, type Behaviour } from './api-server.ts';

/** An alerting rule as the rules API writes it. */
export interface RuleText {
  readonly name: string;
  readonly type: 'alerting';
  readonly labels: Readonly<Record<string, string>>;
  readonly alerts: readonly AlertText[];
  readonly health: string;
  readonly lastError?: string;
  readonly lastEvaluation: string;
}

export interface AlertText {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly activeAt?: string;
}

/** A rule that was evaluated just now, and gave nothing. */
export function rule(name: string, more: Partial<RuleText> = {}): RuleText {
  return {
    name,
    type: 'alerting',
    labels: {},
    alerts: [],
    health: 'ok',
    lastEvaluation: new Date().toISOString(),
    ...more,
  };
}

/** An answer of the rules API, with a rule that records something too. */
export function rules(all: readonly RuleText[], headers: Readonly<Record<string, string>> = {}): Behaviour {
  const recording = { name: 'x:y', type: 'recording', query: 'vector(1)', health: 'ok' };
  return json(
    200,
    {
      status: 'success',
      data: { groups: [{ name: 'shop', file: 'rules.yml', interval: 60, rules: [...all, recording] }] },
    },
    headers,
  );
}
