/**
 * Strategies for tests that are about what is around a rollout, not about its judge: it is content with little evidence, so
 * that a step is over in a second at a few hundred requests a second. A gross breach is still found.
 */
export const BRISK_ANALYSIS = `    analysis: { poll: 200ms, warm-up: 200ms, beta: 50%, promotion-margin: { ratio: 5, budget-share: 100% } }
`;

export const BRISK = `    strategy: { canary: [25%, 50%], bake: { min: 400ms, max: 60s }, watch: { min: 400ms, max: 60s } }
${BRISK_ANALYSIS}`;

/** Each bake lasts a second and a half at least: time for a second run to say something. */
export const BRISK_SLOW = `    strategy: { canary: [25%, 50%], bake: { min: 1500ms, max: 60s }, watch: { min: 1500ms, max: 60s } }
${BRISK_ANALYSIS}`;

export const BRISK_APPROVAL = `    strategy: { canary: [{ weight: 25%, approval: true }, 50%], bake: { min: 400ms, max: 60s }, watch: { min: 400ms, max: 60s } }
${BRISK_ANALYSIS}`;
