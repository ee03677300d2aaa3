/** Every output, as action.yml names it. */
export const OUTPUTS = ['valid', 'environments', 'result', 'comment-url'] as const;
export type Output = (typeof OUTPUTS)[number];
