/** Every output, as action.yml names it. */
export const OUTPUTS = ['outcome', 'message', 'decision', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
