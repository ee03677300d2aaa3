import type { FlagSeen } from '@glidepath/verbs/gate';

/** Every output that action.yml names. */
export const OUTPUTS = ['open', 'reason', 'message', 'until', 'flags', 'result'] as const;
/** Three more of each flag that was asked for, named when it runs. */
export type Output = (typeof OUTPUTS)[number] | `${'value' | 'variant' | 'reason'}-${string}`;

/** Flags as outputs: all as one line of JSON, and each by itself. */
export function flagOutputs(flags: readonly FlagSeen[]): readonly (readonly [name: Output, value: string])[] {
  const all = flags.map(
    ({ key, value, variant, reason, open, trouble }) =>
      [key, { value, variant, reason, open, trouble }] as const,
  );
  return [
    ['flags', JSON.stringify(Object.fromEntries(all))],
    ...flags.flatMap(({ key, value, variant, reason }): (readonly [Output, string])[] => [
      [`value-${key}`, textOf(value)],
      [`variant-${key}`, variant ?? ''],
      [`reason-${key}`, reason ?? ''],
    ]),
  ];
}

function textOf(value: FlagSeen['value']): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
