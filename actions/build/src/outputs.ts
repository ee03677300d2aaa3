/** Every output, as action.yml names it. */
export const OUTPUTS = ['image', 'digest', 'tag', 'outcome', 'release', 'result'] as const;
export type Output = (typeof OUTPUTS)[number];
