import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAction, startCli, type ActionRun } from './bundles.ts';
import { stopDaemons } from './daemons.ts';
import { freePort } from './ports.ts';
import type { Running } from './process.ts';

const APP = join(import.meta.dirname, '../../demo/app/server.mts');

/** How a release of the test's application behaves. */
export interface Behaviour {
  readonly failRate?: number;
  readonly slowFactor?: number;
  readonly diesOnStart?: boolean;
}

/** A service repository in a temporary folder, with releases in folders of their own. */
export class Service {
  readonly workspace = mkdtempSync(join(tmpdir(), 'glidepath-test-'));
  readonly stateDir = join(this.workspace, '..', `${this.workspace.split('/').at(-1)}-state`);
  port = 0;
  /** Beside what every run gets. */
  readonly secrets: Record<string, string> = {};

  /** @param settings YAML of the environment `production` below its target, indented by four */
  static async create(settings: string, slos = SLOS): Promise<Service> {
    const service = new Service();
    service.port = await freePort();
    service.#git('init', '--quiet', '--initial-branch=main');
    service.write(
      '.github/delivery.yml',
      `service: shop
environments:
  production:
    target:
      local:
        artifact: ./app
        command: [node, server.mts]
        instances: 2
        port: ${service.port}
        health: { path: /healthz, interval: 200ms, deadline: 10s }
        stop: { drain: 10s, grace: 2s }
${settings}${slos}`,
    );
    service.#git('add', '-A');
    service.#git('commit', '--quiet', '--message', 'First');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A folder with this release's application, beside the delivery file; gives its path in the workspace. */
  release(name: string, behaviour: Behaviour = {}): string {
    const folder = join(this.workspace, 'releases', name);
    mkdirSync(folder, { recursive: true });
    cpSync(APP, join(folder, 'server.mts'));
    const release = { name, failRate: 0, slowFactor: 1, diesOnStart: false, ...behaviour };
    writeFileSync(join(folder, 'release.json'), JSON.stringify(release));
    return `releases/${name}`;
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(join(this.workspace, path, '..'), { recursive: true });
    writeFileSync(join(this.workspace, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.workspace, path), 'utf8');
  }

  deploy(name: string, inputs: Readonly<Record<string, string>> = {}): ActionRun {
    return startAction(
      'deploy',
      this.workspace,
      { environment: 'production', artifact: `releases/${name}`, release: name, ...inputs },
      this.env,
    );
  }

  cli(...args: readonly string[]): Running {
    return startCli(this.workspace, args, this.env);
  }

  get env(): Record<string, string> {
    return { ...this.secrets, GLIDEPATH_STATE_DIR: this.stateDir };
  }

  /** The ledger's subjects, oldest first, as a person's `git log` shows them. */
  ledger(environment = 'production'): readonly string[] {
    return this.#git('log', '--reverse', '--format=%s', `refs/glidepath/shop/${environment}`)
      .split('\n')
      .filter(Boolean);
  }

  git(...args: readonly string[]): string {
    return this.#git(...args);
  }

  /** Stops the daemon with its instances by pid and removes every file. */
  async remove(): Promise<void> {
    await stopDaemons(this.stateDir);
    rmSync(this.workspace, { recursive: true, force: true });
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  #git(...args: readonly string[]): string {
    return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
      cwd: this.workspace,
      encoding: 'utf8',
    });
  }
}

export const SLOS = `    slos: [availability, latency]
slos:
  availability: 90%
  latency: 80% under 80ms
`;
