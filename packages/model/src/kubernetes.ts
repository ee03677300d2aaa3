/** A Deployment that is in a cluster already; a release is its container's image, by digest. */
export interface KubernetesTargetSpec {
  readonly kind: 'kubernetes';
  readonly deployment: string;
  readonly namespace: string;
  /** Of the kubeconfig; null: its current one. */
  readonly context: string | null;
  /** File, relative to the workspace; null: where kubectl looks too. */
  readonly kubeconfig: string | null;
  /** Whose image is released; null: the only one there is. */
  readonly container: string | null;
  /** Repository of the images, without tag and digest; null: that of the image which is there. */
  readonly image: string | null;
  /** What divides the traffic; null: nothing but the number of pods on each side. */
  readonly traffic: KubernetesTraffic | null;
  /** The Service that blue-green switches where no object divides the traffic; null: the only one there is. */
  readonly service: string | null;
}

/** Whose object says which Service gets how much. */
export const ROUTER_KINDS = ['httpRoute', 'virtualService', 'traefikService'] as const;
export type RouterKind = (typeof ROUTER_KINDS)[number];

export interface KubernetesTraffic {
  readonly kind: RouterKind;
  /** Of that object, in the namespace of the Deployment. */
  readonly name: string;
  /** The Services that stand in it. */
  readonly stable: string;
  readonly canary: string;
}
