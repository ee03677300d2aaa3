import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { freePort, stopDaemons, type Behaviour } from '../../../harness/index.ts';
import type { GitHub } from '../../../github/index.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');

/** Holds the address that is told of each end: without it no delivery begins. */
export const HOOK_VARIABLE = 'SHOP_HOOK';

export const ENVIRONMENTS = ['staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];
export type Ports = Readonly<Record<EnvironmentName, number>>;

/** A service's repository: a clone of what GitHub has, with the callers as they are, and the host that the service runs on. */
export class Shop {
  readonly folder = mkdtempSync(join(tmpdir(), 'glidepath-shop-'));
  readonly clone = join(this.folder, 'clone');
  readonly stateDir = join(this.folder, 'state');
  readonly #ports: Ports;
  readonly #github: GitHub;

  private constructor(github: GitHub, ports: Ports) {
    this.#github = github;
    this.#ports = ports;
  }

  /** @param delivery writes the delivery file; @param mend changes a caller as its comments say */
  static async create(
    github: GitHub,
    delivery: (ports: Ports) => string = deliveryFile,
    mend: (caller: string) => string = (caller) => caller,
  ): Promise<Shop> {
    const shop = new Shop(github, { staging: await freePort(), production: await freePort() });
    execFileSync('git', ['clone', '--quiet', github.git, shop.clone]);
    for (const path of globSync('workflows/*.yml', { cwd: CHECKOUT })) {
      shop.write(`.github/workflows/${basename(path)}`, mend(readFileSync(join(CHECKOUT, path), 'utf8')));
    }
    shop.write('.github/delivery.yml', delivery(shop.#ports));
    cpSync(join(CHECKOUT, 'demo/app/server.mts'), join(shop.clone, 'server.mts'));
    // What the caller builds with: npm ci && npm run build.
    const manifest = {
      name: 'shop',
      version: '1.0.0',
      scripts: { build: 'mkdir dist && cp server.mts release.json dist/' },
    };
    shop.write('package.json', JSON.stringify(manifest));
    shop.write(
      'package-lock.json',
      JSON.stringify({ ...manifest, lockfileVersion: 3, packages: { '': manifest } }),
    );
    shop.write('.npmrc', 'audit=false\nfund=false\nupdate-notifier=false\n');
    shop.write('.gitignore', 'dist/\nnode_modules/\n');
    return shop;
  }

  url(environment: EnvironmentName): string {
    return `http://127.0.0.1:${this.#ports[environment]}`;
  }

  /** Commits, tags and pushes a release that behaves so. */
  push(name: string, behaviour: Behaviour = {}): string {
    this.write(
      'release.json',
      JSON.stringify({ name, failRate: 0, slowFactor: 1, diesOnStart: false, ...behaviour }),
    );
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', `Release ${name}`);
    this.#git('tag', name);
    this.#git('push', '--quiet', '--tags', 'origin', 'HEAD:main');
    return this.#git('rev-parse', 'HEAD').trim();
  }

  /** Pushes a branch with a change of the delivery file and opens a pull request; gives its number. */
  async propose(branch: string): Promise<number> {
    this.#git('checkout', '--quiet', '-b', branch);
    const path = '.github/delivery.yml';
    this.write(path, `${readFileSync(join(this.clone, path), 'utf8')}# Nothing but a word.\n`);
    this.#git('commit', '--quiet', '--all', '--message', 'Say a word');
    this.#git('push', '--quiet', 'origin', branch);
    const { url, token, repository } = this.#github;
    const answer = await fetch(`${url}/repos/${repository.owner}/${repository.repo}/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Say a word', head: branch, base: 'main' }),
    });
    return z.parse(z.object({ number: z.number() }), await answer.json()).number;
  }

  /** The ledger as GitHub has it, all that is written in it. */
  async ledgerText(environment: EnvironmentName): Promise<string> {
    return this.#github.world.git.say([
      'log',
      '--patch',
      '--format=%B',
      `refs/glidepath/shop/${environment}`,
    ]);
  }

  /** The ledger's subjects as GitHub has them, oldest first. */
  async ledger(environment: EnvironmentName): Promise<readonly string[]> {
    const ref = `refs/glidepath/shop/${environment}`;
    const known = await this.#github.world.git.say(['for-each-ref', ref]);
    if (known === '') return [];
    return (await this.#github.world.git.say(['log', '--reverse', '--format=%s', ref]))
      .split('\n')
      .filter(Boolean);
  }

  /** Which release answers there. */
  async live(environment: EnvironmentName): Promise<string | null> {
    const answer = await fetch(this.url(environment)).catch(() => null);
    return answer?.headers.get('x-demo-release') ?? null;
  }

  async remove(): Promise<void> {
    await stopDaemons(this.stateDir);
    rmSync(this.folder, { recursive: true, force: true });
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.clone, path, '..'), { recursive: true });
    writeFileSync(join(this.clone, path), text);
  }

  #git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.invalid'];
    return execFileSync('git', [...who, ...args], { cwd: this.clone, encoding: 'utf8' });
  }
}

/**
 * Bakes as short as the evidence allows at a few hundred requests a second: objectives so loose need little of it. One in
 * staging is long enough to be killed in. Production waits for somebody at 25 %.
 */
function deliveryFile(ports: Ports): string {
  return `service: shop
environments:
  # Not in the order in which they are delivered to.
  production:
    after: staging
    target:
${target(ports.production)}${course('[{ weight: 25%, approval: true }, 50%]', '500ms')}  staging:
    target:
${target(ports.staging)}${course('[50%]', '3s')}slos:
  availability: 80%
  latency: 80% under 2s
notices:
  - webhook: { url-env: ${HOOK_VARIABLE} }
    on: [end]
`;
}

/** Lines below `target:`. */
export function target(port: number): string {
  return `      local:
        artifact: ./dist
        command: [node, server.mts]
        instances: 2
        port: ${port}
        health: { path: /healthz, interval: 200ms, deadline: 10s }
        stop: { drain: 5s, grace: 2s }
`;
}

/** The other lines of an environment. */
export function course(steps: string, least: string): string {
  return `    strategy: { canary: ${steps}, bake: { min: ${least}, max: 60s }, watch: { min: 500ms, max: 60s } }
    analysis: { poll: 250ms, warm-up: 500ms }
    slos: [availability, latency]
`;
}
