import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { RegistryServerPart } from '../../parts/registry-server.ts';
import type { TokenServer } from './token-server.ts';

export const USER = 'dana';
export const PASSWORD = 'a-password-of-tests';
/** bcrypt of the password, as `htpasswd -nBC 5` makes it: the server takes nothing else. */
const HASH = '$2b$05$BXhv5wTvumUHRR5zQH4Ldudm76t9SBdDJE7zYiIb42XJEhNNRnJ5q';

/** A Docker registry by itself, on loopback, that nobody may use without a login. */
export class Registry {
  readonly port: number;
  readonly #folder: string;
  readonly #running: Running;

  private constructor(port: number, folder: string, running: Running) {
    this.port = port;
    this.#folder = folder;
    this.#running = running;
  }

  /** @param tokens null: it asks for the user and the password itself */
  static async start(part: RegistryServerPart, tokens: TokenServer | null): Promise<Registry> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'glidepath-registry-'));
    writeFileSync(join(folder, 'htpasswd'), `${USER}:${HASH}\n`);
    writeFileSync(join(folder, 'config.yml'), configuration(folder, port, tokens));
    const running = new Running(part.server, ['serve', join(folder, 'config.yml')], { cwd: folder, env: {} });
    const registry = new Registry(port, folder, running);
    await until('the registry to answer', async () => {
      if (!running.isRunning) throw new Error(`the registry ended: ${running.stderr}`);
      const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null);
      return answer?.status === 401;
    });
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** All that it has logged. */
  get log(): string {
    return this.#running.stdout + this.#running.stderr;
  }

  async stop(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function configuration(folder: string, port: number, tokens: TokenServer | null): string {
  const auth =
    tokens === null
      ? { htpasswd: { realm: 'tests', path: join(folder, 'htpasswd') } }
      : {
          token: {
            realm: tokens.url,
            service: tokens.service,
            issuer: tokens.issuer,
            rootcertbundle: tokens.certificate,
          },
        };
  // JSON is YAML.
  return JSON.stringify({
    version: 0.1,
    log: { accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'of-tests' },
    auth,
  });
}
