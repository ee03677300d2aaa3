import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { BRISK_ANALYSIS } from '../../../harness/brisk.ts';
import {
  startAction,
  startCli,
  until,
  type ActionEnded,
  type ActionRun,
  type Ended,
  type Running,
} from '../../../harness/index.ts';
import type { KubernetesObject } from './api.ts';
import type { Place } from './place.ts';
import { Counts } from './counts.ts';
import { imageOf, type Fate } from './fates.ts';
import { inventory, type Inventory } from './inventory.ts';
import { objectsOf, targetOf, type ShopKind } from './shop-objects.ts';
import { openNamespace } from './namespaces.ts';

/** Many shops share a small machine. */
const PATIENCE_MS = 120_000;
const SHORT = '{ min: 400ms, max: 60s }';
const STEPS = {
  short: '[25%, 50%]',
  approval: '[{ weight: 25%, approval: true }, 50%]',
} as const;

export interface ShopOptions {
  readonly steps?: keyof typeof STEPS;
  /** YAML of the environment beside its target and its strategy, indented by four. */
  readonly settings?: string;
  /** Of the Deployment or the Rollout, beside its pods. */
  readonly spec?: object;
  /** More that its user has applied; the namespace is put in. */
  readonly extra?: readonly KubernetesObject[];
  /** A kubeconfig file, where it is not the cluster's own. */
  readonly kubeconfig?: string;
}

/** A service repository whose releases go to a namespace of its own, by the bundles as they ship. */
export class Shop implements AsyncDisposable {
  readonly cluster: Place;
  readonly namespace: string;
  readonly kind: ShopKind;
  readonly workspace = mkdtempSync(join(tmpdir(), 'glidepath-shop-'));
  readonly counts: Counts;
  readonly #env: Readonly<Record<string, string>>;
  readonly #runs: Running[] = [];
  #known: { readonly head: string | null; readonly lines: readonly string[] } = { head: null, lines: [] };
  #objects: readonly KubernetesObject[] = [];
  #before: Inventory | null = null;

  private constructor(cluster: Place, kind: ShopKind, namespace: string, counts: Counts, kubeconfig: string) {
    this.cluster = cluster;
    this.kind = kind;
    this.namespace = namespace;
    this.counts = counts;
    this.#env = { KUBECONFIG: kubeconfig, GLIDEPATH_STATE_DIR: join(this.workspace, '.state') };
  }

  /** With release 1 in the cluster, complete, as its user has applied it. */
  static async open(cluster: Place, kind: ShopKind, options: ShopOptions = {}): Promise<Shop> {
    const namespace = `shop-${randomBytes(4).toString('hex')}`;
    await openNamespace(cluster, namespace);
    const counts = await Counts.start();
    const shop = new Shop(cluster, kind, namespace, counts, options.kubeconfig ?? cluster.kubeconfig());
    try {
      await shop.#begin(options);
    } catch (error) {
      await shop[Symbol.asyncDispose]();
      throw error;
    }
    return shop;
  }

  deploy(release: number, fate?: Fate): ActionRun {
    const image = imageOf(release, fate);
    return this.start('deploy', { digest: image.slice(image.indexOf('@') + 1), release: `v${release}` });
  }

  start(action: string, inputs: Readonly<Record<string, string>> = {}): ActionRun {
    const run = startAction(action, this.workspace, { environment: 'production', ...inputs }, this.#env);
    this.#runs.push(run.running);
    return run;
  }

  /** A delivery that stands still in the middle: at an approval, or where a rolling one is paused, for it has none. */
  async deployToPause(release: number): Promise<ActionRun> {
    // Or it would be through with its step before anybody can say so.
    if (this.kind === 'rolling') this.counts.stop();
    const run = this.deploy(release);
    if (this.kind === 'rolling') {
      await this.tells(new RegExp(`50 %.*\\(v${release}\\)`), run);
      expectEnd(await this.start('promote', { verb: 'pause' }).ended, 0);
      this.counts.goOn();
    }
    await this.tells(new RegExp(`paused.*\\(v${release}\\)`), run);
    return run;
  }

  /** A person's word by another process, which ends that. */
  async goOn(): Promise<void> {
    const verb = this.kind === 'rolling' ? 'resume' : 'promote';
    expectEnd(await this.start('promote', { verb }).ended, 0);
  }

  /** `glidepath` at a terminal, to its end. */
  async cli(...args: readonly string[]): Promise<Ended> {
    return startCli(this.workspace, args, this.#env).ended;
  }

  /** From now on requests to that release fail often. */
  fail(release: number): void {
    this.counts.failing.add(imageOf(release).replace(/^.*@/, ''));
  }

  /** The ledger's subjects, oldest first, as a person's `git log` shows them. */
  ledger(): readonly string[] {
    const head = this.head();
    if (head === null) return [];
    // git keeps the whole process waiting, and with it what answers for the counts.
    if (this.#known.head !== head)
      this.#known = {
        head,
        lines: this.#git('log', '--reverse', '--format=%s', head).split('\n').filter(Boolean),
      };
    return this.#known.lines;
  }

  /** The commit that the ledger ends with; cheap enough to be asked all the time. */
  head(): string | null {
    const file = join(this.workspace, '.git/refs/glidepath/shop/production');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  }

  async tells(words: RegExp, run: ActionRun): Promise<void> {
    await until(
      `the ledger to tell ${String(words)}`,
      () => {
        if (this.ledger().some((line) => words.test(line))) return true;
        if (!run.running.isRunning) throw new Error(`it ended before:\n${run.running.stdout}`);
        return false;
      },
      PATIENCE_MS,
    );
  }

  /**
   * The cluster holds what the user has applied with that release's image in it, to the letter, nothing else, and the
   * ledger's last words are these.
   * @param changed what others than Glidepath have changed meanwhile
   */
  async expectHolds(
    release: number,
    lastWords: string,
    changed: (before: Inventory) => Inventory = (before) => before,
  ): Promise<void> {
    const { ledger, before } = { ledger: this.ledger(), before: this.#before };
    expect(ledger.at(-1), ledger.join('\n')).toBe(`production: ${lastWords}`);
    if (before === null) throw new Error('the shop was never complete');
    const wanted: unknown = JSON.parse(
      JSON.stringify(changed(before)).replaceAll(imageOf(1), imageOf(release)),
    );
    // Pods take their time to go.
    let now: Inventory | null = null;
    await until(
      'the cluster to hold what it should',
      async () => {
        now = await inventory(this.cluster, this.namespace);
        return JSON.stringify(now) === JSON.stringify(wanted);
      },
      PATIENCE_MS / 2,
    ).catch(() => undefined);
    expect(now).toEqual(wanted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Of a test that has failed.
    for (const run of this.#runs) run.kill('SIGKILL');
    await this.counts[Symbol.asyncDispose]();
    rmSync(this.workspace, { recursive: true, force: true });
    await this.cluster.api.request('DELETE', `/api/v1/namespaces/${this.namespace}`);
  }

  /** The Deployment or the Rollout, as its user has applied it. */
  get workload(): KubernetesObject {
    const [first] = this.#objects;
    if (first === undefined) throw new Error('the shop was never complete');
    return first;
  }

  /** The same object in the shop's namespace. */
  here(object: KubernetesObject): KubernetesObject {
    return { ...object, metadata: { ...object.metadata, namespace: this.namespace } };
  }

  async #begin({ steps = 'short', settings = '', spec = {}, extra = [] }: ShopOptions): Promise<void> {
    const strategy =
      this.kind === 'rolling'
        ? `{ rolling: { batches: 2 }, bake: ${SHORT}, watch: ${SHORT} }`
        : `{ canary: ${STEPS[steps]}, bake: ${SHORT}, watch: ${SHORT} }`;
    this.#git('init', '--quiet', '--initial-branch=main');
    mkdirSync(join(this.workspace, '.github'));
    writeFileSync(
      join(this.workspace, '.github/delivery.yml'),
      `service: shop
environments:
  production:
    target: ${targetOf(this.kind, this.namespace)}
    strategy: ${strategy}
${BRISK_ANALYSIS}    on: { source-down: hold, no-data: hold, too-few-samples: hold }
${settings}    slos: [availability]
slos:
  availability:
    objective: 90%
    http: { get: "/counts?release={release}", total: requests, bad: failures, counts: since-start, release: digest }
sources: { http: { url: "${this.counts.url}" } }
`,
    );
    this.#git('add', '-A');
    this.#git('commit', '--quiet', '--message', 'First');
    this.#objects = [...objectsOf(this.kind, spec), ...extra].map((object) => this.here(object));
    for (const object of this.#objects) await this.cluster.api.apply(object);
    await this.settled();
    this.#before = await inventory(this.cluster, this.namespace);
  }

  /** Until all pods are ready and none is on its way. */
  async settled(): Promise<void> {
    let last = '';
    await until(
      'the pods to be ready',
      async () => {
        const { images, wanted, calm } = await inventory(this.cluster, this.namespace);
        const now = JSON.stringify(images);
        const isSame = now === last;
        last = now;
        return isSame && calm && images.length > 0 && images.length === wanted;
      },
      PATIENCE_MS,
    );
  }

  #git(...args: readonly string[]): string {
    return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
      cwd: this.workspace,
      encoding: 'utf8',
    });
  }
}

export function expectEnd(
  end: ActionEnded,
  code: number,
  outputs: Readonly<Record<string, string>> = {},
): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
}
