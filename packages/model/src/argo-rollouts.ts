/** A Rollout of Argo Rollouts that is in a cluster already; a release is its container's image, by digest. */
export interface ArgoRolloutsTargetSpec {
  readonly kind: 'argo-rollouts';
  readonly rollout: string;
  readonly namespace: string;
  /** Of the kubeconfig; null: its current one. */
  readonly context: string | null;
  /** File, relative to the workspace; null: where kubectl looks too. */
  readonly kubeconfig: string | null;
  /** Whose image is released; null: the only one there is. */
  readonly container: string | null;
  /** Repository of the images, without tag and digest; null: that of the image which is there. */
  readonly image: string | null;
}
