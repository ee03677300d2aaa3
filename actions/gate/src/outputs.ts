/** Every output, as action.yml names it. */
export const OUTPUTS = ['open', 'reason', 'message', 'until', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
