/** Every output, as action.yml names it. */
export const OUTPUTS = ['found', 'recovered', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
