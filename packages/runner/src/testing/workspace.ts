import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A service with the environments `staging` and `production`. */
export const DELIVERY_FILE = `service: shop
environments:
  production:
    after: staging
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
  staging:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`;

/** A folder with a delivery file, there until the test has finished. Absolute. */
export function workspaceWith(file = DELIVERY_FILE): string {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-workspace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/delivery.yml'), file);
  return folder;
}
