/** Every output, as action.yml names it. */
export const OUTPUTS = ['image', 'digest', 'tag', 'outcome', 'release', 'proof', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
