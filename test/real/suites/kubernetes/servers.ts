import { join } from 'node:path';
import type { KubernetesPart } from '../../parts/kubernetes.ts';

/** Files in a cluster's folder. */
export const FILES = {
  /** Secrets of those who may do anything. */
  tokens: 'tokens.csv',
  audit: 'audit.log',
  auditPolicy: 'audit-policy.yaml',
  accountKey: 'service-accounts.pem',
  stages: 'stages.yaml',
  /** The API server makes it itself, with its key, when it first starts. */
  certificate: 'certificates/apiserver.crt',
} as const;

/** Each of our own servers comes with a name of its own, so that an audit knows it from the client that is tested. */
export type Controller = 'controller-manager' | 'scheduler' | 'kwok' | 'argo-rollouts';

export const CONTROLLERS = ['controller-manager', 'scheduler', 'kwok', 'argo-rollouts'] as const;

export interface Ports {
  readonly etcd: number;
  readonly peer: number;
  readonly api: number;
  readonly metrics: number;
  readonly health: number;
}

export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
}

export function etcd(part: KubernetesPart, folder: string, ports: Ports): CommandLine {
  const [client, peer] = [ports.etcd, ports.peer].map((port) => `http://127.0.0.1:${port}`);
  return {
    file: part.etcd,
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--log-level=error',
      // What is lost with the machine is of no use without it.
      '--unsafe-no-fsync',
    ],
  };
}

export function apiServer(part: KubernetesPart, folder: string, ports: Ports): CommandLine {
  return {
    file: part.apiServer,
    args: [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      '--advertise-address=127.0.0.1',
      // Loopback is no endpoint that a pod could use, and there is no pod that would.
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.96.0.0/16',
      `--cert-dir=${join(folder, 'certificates')}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${join(folder, FILES.tokens)}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${join(folder, FILES.accountKey)}`,
      `--service-account-key-file=${join(folder, FILES.accountKey)}`,
      // Else it waits a minute for those who watch before it ends.
      '--shutdown-watch-termination-grace-period=1s',
      `--audit-policy-file=${join(folder, FILES.auditPolicy)}`,
      `--audit-log-path=${join(folder, FILES.audit)}`,
    ],
  };
}

export function controller(
  which: Controller,
  part: KubernetesPart,
  folder: string,
  kubeconfig: string,
  ports: Ports,
): CommandLine {
  const access = `--kubeconfig=${kubeconfig}`;
  switch (which) {
    case 'controller-manager':
      return {
        file: part.controllerManager,
        args: [
          access,
          '--leader-elect=false',
          '--secure-port=0',
          `--service-account-private-key-file=${join(folder, FILES.accountKey)}`,
          `--root-ca-file=${join(folder, FILES.certificate)}`,
          // A hundred Deployments at once must not wait for it.
          '--kube-api-qps=500',
          '--kube-api-burst=1000',
          '--horizontal-pod-autoscaler-sync-period=1s',
        ],
      };
    case 'scheduler':
      return {
        file: part.scheduler,
        args: [
          access,
          '--leader-elect=false',
          '--secure-port=0',
          '--kube-api-qps=500',
          '--kube-api-burst=1000',
        ],
      };
    case 'kwok':
      return {
        file: part.kwok,
        args: [
          access,
          '--manage-all-nodes=true',
          // Without leases nodes are lost after 50 s, and their pods are not ready any more.
          '--node-lease-duration-seconds=40',
          '--v=WARN',
          `--config=${join(folder, FILES.stages)}`,
        ],
      };
    case 'argo-rollouts':
      return {
        file: part.argoRollouts,
        args: [
          access,
          '--leader-elect=false',
          `--metricsPort=${ports.metrics}`,
          `--healthzPort=${ports.health}`,
          '--loglevel=warn',
        ],
      };
  }
}

/** One line for each request of anybody but our own servers, when it is answered. */
export function auditPolicy(): string {
  return JSON.stringify({
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted', 'Panic'],
    rules: [
      { level: 'None', users: ['system:apiserver', ...CONTROLLERS] },
      { level: 'None', nonResourceURLs: ['/*'] },
      { level: 'Metadata' },
    ],
  });
}
