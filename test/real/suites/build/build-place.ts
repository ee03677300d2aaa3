import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startAction, startCli, type ActionEnded } from '../../../harness/bundles.ts';
import type { Ended } from '../../../harness/process.ts';
import type { BuildahPart } from '../../parts/buildah.ts';
import { PASSWORD, USER, type Registry } from './registry.ts';

/** A service's repository on a machine that has Buildah, and has logged in to a registry. */
export class BuildPlace {
  readonly folder = mkdtempSync(join(tmpdir(), 'glidepath-built-'));
  readonly #registry: Registry;
  readonly #buildah: BuildahPart;

  constructor(registry: Registry, buildah: BuildahPart) {
    this.#registry = registry;
    this.#buildah = buildah;
    const auth = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    const home = { '.docker/config.json': JSON.stringify({ auths: { [registry.host]: { auth } } }) };
    for (const [name, text] of Object.entries({
      ...home,
      '.config/containers/policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}',
      'storage.conf': `[storage]\ndriver = "vfs"\ngraphroot = "${this.folder}/storage"\nrunroot = "${this.folder}/run"\n`,
    }))
      this.#put(join(this.folder, 'home', name), text);
    this.write('.dockerignore', '.git\n.github\n');
    copyFileSync(buildah.busybox, join(this.workspace, 'busybox'));
    this.git('init', '--quiet', '--initial-branch=main');
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  /** Writes the delivery file with this `build`. */
  building(build: string): void {
    this.write(
      '.github/delivery.yml',
      `service: shop
build: ${build}
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`,
    );
  }

  write(path: string, text: string): void {
    this.#put(join(this.workspace, path), text);
  }

  /** Commits all that is there. */
  commit(): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=a change');
    return this.git('rev-parse', 'HEAD');
  }

  git(...args: readonly string[]): string {
    const who = [
      '-c',
      'user.name=Dana',
      '-c',
      'user.email=dana@example.invalid',
      '-c',
      'commit.gpgSign=false',
    ];
    return execFileSync('git', [...who, ...args], { cwd: this.workspace, encoding: 'utf8' }).trim();
  }

  async action(
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<ActionEnded> {
    return startAction('build', this.workspace, inputs, { ...this.#env(), ...env }).ended;
  }

  async cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return startCli(this.workspace, ['build', ...args], { ...this.#env(), ...env }).ended;
  }

  repository(name: string): string {
    return `${this.#registry.host}/${name}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #env(): Record<string, string> {
    return {
      PATH: `${dirname(this.#buildah.program)}:${process.env['PATH'] ?? ''}`,
      HOME: join(this.folder, 'home'),
      CONTAINERS_STORAGE_CONF: join(this.folder, 'home/storage.conf'),
      BUILDAH_ISOLATION: 'chroot',
    };
  }

  #put(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
