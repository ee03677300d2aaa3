/** The environment that the demo delivers to. */
export const SERVICE = 'shop';
export const ENVIRONMENT = 'production';

/**
 * The delivery file of the demo's service. The judge's error rates and margins are the shipped defaults; only the clock
 * is faster and the objectives are looser than a shop's would be, so that at some 350 requests a second the evidence is
 * in within half a minute a step.
 */
export function deliveryFile(port: number): string {
  return `service: ${SERVICE}
environments:
  ${ENVIRONMENT}:
    target:
      local:
        artifact: ./app
        command: [node, server.mts]
        instances: 2
        port: ${port}
        health: { path: /healthz, interval: 200ms, timeout: 2s, deadline: 10s }
        stop: { drain: 10s, grace: 5s }
    strategy:
      canary: [20%, 50%]
      bake: { min: 3s, max: 60s }
      watch: { min: 4s, max: 10s }
    slos: [availability, latency]
    analysis: { poll: 500ms, warm-up: 2s }
    # Nobody is there to decide.
    on: { too-few-samples: rollback }
slos:
  availability: 97%
  latency: 90% under 50ms
`;
}
