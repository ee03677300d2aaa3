/** Every output, as action.yml names it. */
export const OUTPUTS = ['decision', 'reason', 'result', 'report'] as const;
export type Output = (typeof OUTPUTS)[number];
