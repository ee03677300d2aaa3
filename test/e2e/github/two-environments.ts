import { BRISK } from '../../harness/brisk.ts';
import type { GitHubService } from '../../harness/github-service.ts';
import { freePort } from '../../harness/index.ts';

/**
 * Writes a delivery file with `staging` before `production`. Gives staging's port.
 * @param more lines of production's, indented by four
 */
export async function writeTwoEnvironments({ local }: GitHubService, more = ''): Promise<number> {
  const port = await freePort();
  local.write(
    '.github/delivery.yml',
    `service: shop
environments:
  staging:
${targetAt(port)}${BRISK}    slos: [availability]
  production:
    after: staging
${targetAt(local.port)}${BRISK}${more}    slos: [availability]
slos:
  availability: 90%
`,
  );
  return port;
}

function targetAt(port: number): string {
  return `    target:
      local:
        artifact: ./app
        command: [node, server.mts]
        instances: 1
        port: ${port}
        health: { path: /healthz, interval: 200ms, deadline: 10s }
        stop: { drain: 10s, grace: 2s }
`;
}
