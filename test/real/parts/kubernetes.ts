import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { withGo } from './go-program.ts';
import { copyFromGoModules } from './go-module-files.ts';
import { tool } from './tool.ts';

export interface KubernetesPart {
  /** Of Kubernetes itself, then of what stands beside it. */
  readonly version: string;
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  /** Plays the kubelets of nodes that are not there. */
  readonly kwok: string;
  readonly argoRollouts: string;
  /** A folder of YAML: the definitions of Argo Rollouts' kinds. */
  readonly argoRolloutsKinds: string;
  /** Folders of YAML: the stages of a pod's and of a node's life, as kwok brings them. */
  readonly stages: readonly string[];
}

/**
 * A module of its own, with its go.sum: it names the programs, and they share what is compiled for them. For another
 * version, change it in go.mod, all k8s.io/* under `replace` with it, and say `go mod tidy` there.
 */
const MODULE = join(import.meta.dirname, 'kubernetes');
const KUBERNETES = 'k8s.io/kubernetes';
/** Debian's is too old: without its RequestWatchProgress those who watch back off and are late by minutes. */
const ETCD = 'go.etcd.io/etcd/server/v3';
const KWOK = 'sigs.k8s.io/kwok';
const ARGO_ROLLOUTS = 'github.com/argoproj/argo-rollouts';
const STAGES = {
  pods: 'kustomize/stage/pod/fast',
  nodes: 'kustomize/stage/node/fast',
  leases: 'kustomize/stage/node/heartbeat-with-lease',
};
/** Two cores need ten minutes by themselves, and other parts are built at the same time. */
const LIMIT_MS = 2_700_000;

/** An API server, its controllers and its scheduler, nodes that are played, and Argo Rollouts, all built from source. */
export async function ensureKubernetes(cache: Cache): Promise<KubernetesPart> {
  const [mod, sum] = await Promise.all([
    readFile(join(MODULE, 'go.mod'), 'utf8'),
    readFile(join(MODULE, 'go.sum'), 'utf8'),
  ]);
  const kubernetes = required(mod, KUBERNETES);
  const etcd = required(mod, ETCD);
  const kwok = required(mod, KWOK);
  const argoRollouts = required(mod, ARGO_ROLLOUTS);
  const pinned = createHash('sha256').update(mod).update(sum).digest('hex').slice(0, 12);
  const folder = await installed(cache, 'kubernetes', `${kubernetes.slice(1)}-${pinned}`, async (into) => {
    await build(into, kubernetes);
    await copyFromGoModules(
      [
        { module: KWOK, version: kwok, files: STAGES },
        { module: ARGO_ROLLOUTS, version: argoRollouts, files: { 'argo-rollouts': 'manifests/crds' } },
      ],
      join(into, 'files'),
    );
  });
  const apiServer = join(folder, 'kube-apiserver');
  const said = await tool(apiServer, ['--version'], { cwd: folder });
  const told = /^Kubernetes (v\S+)/.exec(said)?.[1];
  if (told !== kubernetes) throw new Error(`${apiServer} says it is ${said}, not ${kubernetes}`);
  return {
    version: `${kubernetes.slice(1)}, etcd ${etcd.slice(1)}, kwok ${kwok.slice(1)}, Argo Rollouts ${argoRollouts.slice(1)}`,
    // Go calls it after its package.
    etcd: join(folder, 'server'),
    apiServer,
    controllerManager: join(folder, 'kube-controller-manager'),
    scheduler: join(folder, 'kube-scheduler'),
    kwok: join(folder, 'kwok'),
    argoRollouts: join(folder, 'rollouts-controller'),
    argoRolloutsKinds: join(folder, 'files/argo-rollouts'),
    stages: Object.keys(STAGES).map((name) => join(folder, 'files', name)),
  };
}

function required(mod: string, module: string): string {
  const line = mod.split('\n').find((each) => each.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1];
  if (version === undefined) throw new Error(`${MODULE}/go.mod requires no version of ${module}`);
  return version;
}

async function build(folder: string, version: string): Promise<void> {
  const source = join(folder, 'source');
  await mkdir(source);
  for (const name of ['go.mod', 'go.sum']) await copyFile(join(MODULE, name), join(source, name));
  // Only a build by Kubernetes' own scripts would know its version by itself.
  const ldflags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
  await withGo(folder, async (go) =>
    go(['install', '-trimpath', '-ldflags', ldflags, 'tool'], source, LIMIT_MS),
  );
  await rm(source, { recursive: true });
}
