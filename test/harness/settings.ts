/** Strategies for tests: bakes as short as the evidence allows at a few hundred requests a second. */
const ANALYSIS = `    analysis: { poll: 250ms, warm-up: 500ms }
`;

export const CANARY = `    strategy: { canary: [25%, 50%], bake: { min: 500ms, max: 60s }, watch: { min: 500ms, max: 60s } }
${ANALYSIS}`;

export const CANARY_HOLD = `${CANARY}    on: { cancel: hold }
`;

export const CANARY_APPROVAL = `    strategy: { canary: [{ weight: 25%, approval: true }, 50%], bake: { min: 500ms, max: 60s }, watch: { min: 500ms, max: 60s } }
${ANALYSIS}`;

export const ROLLING = `    strategy: { rolling: { batches: 2 }, bake: { min: 500ms, max: 60s }, watch: { min: 500ms, max: 60s } }
${ANALYSIS}`;

export const BLUE_GREEN = `    strategy: { blue-green: {}, watch: { min: 500ms, max: 60s } }
${ANALYSIS}`;
