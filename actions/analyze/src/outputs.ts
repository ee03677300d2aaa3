/** Every output, as action.yml names it. */
export const OUTPUTS = ['verdict', 'message', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
