import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { until } from '../../test/harness/index.ts';
import { openCache } from '../../test/real/parts/cache.ts';
import { ensureKubernetes } from '../../test/real/parts/kubernetes.ts';
import { ensureRouterKinds } from '../../test/real/parts/router-kinds.ts';
import type { KubernetesObject } from '../../test/real/suites/kubernetes/api.ts';
import { pausesAt } from '../../test/real/suites/kubernetes/argo-driver.ts';
import { Cluster } from '../../test/real/suites/kubernetes/cluster.ts';
import { imageOf } from '../../test/real/suites/kubernetes/fates.ts';
import { accepting } from '../../test/real/suites/kubernetes/gateway.ts';
import { kubeconfig } from '../../test/real/suites/kubernetes/kubeconfig.ts';
import { deployment, httpRoute, rollout } from '../../test/real/suites/kubernetes/objects.ts';
import { CountingPipe } from '../../test/real/suites/kubernetes/counting-pipe.ts';
import { cost, type Cost, type Job, type Way } from './job.ts';

/** What a rollout, or many, cost the API server and the process. */
export interface Spent extends Cost {
  /** Requests by their verb, as RBAC calls it. */
  readonly verbs: Readonly<Record<string, number>>;
  /** Both ways, with TLS. */
  readonly wireBytes: number;
}

export interface Wanted {
  readonly way: Way;
  readonly names: readonly string[];
  readonly bakeMs: number;
  readonly replicas: number;
}

const NAMESPACE = 'default';
const TRACK = 'glidepath.dev/track';
const PROCESS = join(import.meta.dirname, 'process.ts');
/** A hundred workloads of two cores' making. */
const STANDING_MS = 600_000;

const states = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ replicas: z.number() }),
      status: z.optional(
        z.looseObject({
          availableReplicas: z.optional(z.number()),
          phase: z.optional(z.string()),
        }),
      ),
    }),
  ),
});

/** A cluster on loopback, whose pods are played, and a way to it that is measured. */
export class ClusterWorld implements AsyncDisposable {
  readonly #cluster: Cluster;
  readonly #pipe: CountingPipe;
  readonly #kubeconfig: string;

  private constructor(cluster: Cluster, pipe: CountingPipe) {
    this.#cluster = cluster;
    this.#pipe = pipe;
    this.#kubeconfig = join(cluster.folder, 'kubeconfig-measured');
    writeFileSync(this.#kubeconfig, kubeconfig({ ...cluster.access(), url: pipe.url }), { mode: 0o600 });
  }

  static async start(note: (text: string) => void): Promise<ClusterWorld> {
    const cache = openCache(process.env, note);
    const part = await ensureKubernetes(cache);
    const { gatewayApi } = await ensureRouterKinds(cache);
    const cluster = await Cluster.start(part, { name: 'bench', kinds: [gatewayApi], argoRollouts: true });
    return new ClusterWorld(cluster, await CountingPipe.before(Number(new URL(cluster.url).port)));
  }

  /** Workloads stand, one process rolls them all out at once, and they go again. */
  async measure(wanted: Wanted): Promise<Spent> {
    const objects = wanted.names.flatMap((name) => objectsOf(name, wanted));
    for (const object of objects) await this.#cluster.api.apply(object);
    await this.#standing(wanted);
    const before = this.#cluster.requests().length;
    this.#pipe.take();
    const spent = await this.#accepting(wanted, async () => this.#run(wanted));
    const wireBytes = this.#pipe.take();
    const verbs = await this.#verbsSince(before);
    for (const object of objects) await this.#cluster.api.remove(object);
    return { ...spent, verbs, wireBytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipe[Symbol.asyncDispose]();
    await this.#cluster.remove();
  }

  async #run({ way, names, bakeMs }: Wanted): Promise<Cost> {
    const job: Job = {
      kubeconfig: this.#kubeconfig,
      workspace: this.#cluster.folder,
      way,
      names: [...names],
      digest: imageOf(2).replace(/^.*@/, ''),
      bakeMs,
    };
    const child = spawn(process.execPath, [PROCESS], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(JSON.stringify(job));
    const [said, complained] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      child.exitCode ?? once(child, 'exit'),
    ]);
    if (child.exitCode !== 0) throw new Error(`the process ended with ${child.exitCode}: ${complained}`);
    const spent = z.parse(cost, JSON.parse(said));
    const bad = spent.ends.filter((end) => end !== 'promoted');
    if (bad.length > 0) throw new Error(`${bad.length} of ${names.length} were not promoted: ${bad[0]}`);
    return spent;
  }

  async #standing({ way, names }: Wanted): Promise<void> {
    const kind = way === 'argo' ? 'argoproj.io/v1alpha1' : 'apps/v1';
    const path = `/apis/${kind}/namespaces/${NAMESPACE}/${way === 'argo' ? 'rollouts' : 'deployments'}`;
    const wanted = new Set(names);
    await until(
      'the workloads to stand',
      async () => {
        const { items } = z.parse(states, await this.#cluster.api.request('GET', path));
        const standing = items.filter(
          ({ metadata, spec, status }) =>
            wanted.has(metadata.name) &&
            status?.availableReplicas === spec.replicas &&
            (way !== 'argo' || status.phase === 'Healthy'),
        );
        return standing.length === wanted.size;
      },
      STANDING_MS,
    );
  }

  /** Somebody has to play the Gateway. */
  async #accepting<T>({ way, names }: Wanted, act: () => Promise<T>): Promise<T> {
    const [name] = names;
    if (way !== 'routed' || name === undefined) return act();
    return accepting(this.#cluster, NAMESPACE, name, act);
  }

  /** A watch is written down when it has ended, a moment after who watched. */
  async #verbsSince(before: number): Promise<Readonly<Record<string, number>>> {
    await sleep(1_000);
    const all = this.#cluster
      .requests()
      .slice(before)
      .filter(({ agent }) => agent === 'glidepath');
    const counts = Object.groupBy(all, ({ verb }) => verb);
    return Object.fromEntries(Object.entries(counts).map(([verb, each = []]) => [verb, each.length]));
  }
}

function objectsOf(name: string, { way, replicas }: Wanted): readonly KubernetesObject[] {
  const plain = deployment(name, imageOf(1), replicas);
  switch (way) {
    case 'rolling':
    case 'canary':
      return [plain];
    case 'routed': {
      const labels = { app: name, [TRACK]: 'stable' };
      const { template, ...spec } = z.parse(z.looseObject({ template: z.looseObject({}) }), plain['spec']);
      return [
        { ...plain, spec: { ...spec, template: { ...template, metadata: { labels } } } },
        service(name, labels),
        service(`${name}-canary`, { app: name, [TRACK]: 'canary' }),
        httpRoute(name, { [name]: 1, [`${name}-canary`]: 0 }),
      ];
    }
    case 'argo':
      return [rollout(name, imageOf(1), pausesAt(20, 50), replicas)];
  }
}

function service(name: string, selector: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector, ports: [{ port: 80, targetPort: 8080 }] },
  };
}
