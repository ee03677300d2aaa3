import type { KubeApi } from './api.ts';
import { openKubeClient, type KubeClient } from './client.ts';
import { Access, type ClusterPlace, type LoginContext } from './login.ts';
import { watching } from './watching.ts';

export interface Connection {
  readonly api: KubeApi;
  /** Of the kubeconfig; for messages. */
  readonly context: string;
}

interface Shared {
  readonly access: Access;
  readonly client: KubeClient;
  users: number;
}

const open = new Map<string, Shared>();

/**
 * An API server as a target asks it. All targets of the same access in this process share its connections; what each of them
 * watches is its own, and ends with it.
 * @throws TargetError where no such access is described
 */
export function connect(place: ClusterPlace, context: LoginContext, now: () => number): Connection {
  const key = JSON.stringify([
    place.kind,
    place.context,
    ...(place.kubeconfig === null
      ? [null, context.env['KUBECONFIG'] ?? null]
      : [place.kubeconfig, context.workspace]),
  ]);
  const shared = open.get(key) ?? opened(key, new Access(place, context, now));
  shared.users += 1;
  const { access, client } = shared;
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    shared.users -= 1;
    if (shared.users > 0) return;
    open.delete(key);
    await client.close();
  };
  return { api: watching({ ...client, close }), context: access.context };
}

function opened(key: string, access: Access): Shared {
  const shared = { access, client: openKubeClient(access), users: 0 };
  open.set(key, shared);
  return shared;
}
