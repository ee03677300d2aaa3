import { HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Agent } from 'undici';
import { Api, type KubernetesObject } from './api.ts';
import { kubeconfig, type Access } from './kubeconfig.ts';
import { openNamespace } from './namespaces.ts';
import type { Place } from './place.ts';
import { NAMESPACE } from './settings.ts';
import { tokenOf } from './tokens.ts';

const GROUPS = {
  gatewayApi: ['gateway.networking.k8s.io/v1', 'Gateway API'],
  istio: ['networking.istio.io/v1', 'Istio'],
  traefik: ['traefik.io/v1alpha1', 'Traefik'],
  argoRollouts: ['argoproj.io/v1alpha1', 'Argo Rollouts'],
} as const;

/** Long enough for any file of tests. */
const LIFE_S = 7_200;

/**
 * A cluster of the user's. The user of the context makes a service account that may do anything; the tests work as that
 * one, in a namespace that is deleted with all that it holds.
 */
export class GivenCluster implements Place {
  readonly name: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'glidepath-given-'));
  readonly #access: Access;
  readonly api: Api;
  readonly #binding: KubernetesObject;

  private constructor(access: Access, api: Api, binding: KubernetesObject) {
    this.name = access.name;
    this.#access = access;
    this.api = api;
    this.#binding = binding;
  }

  /** @param needs kinds that have to be installed already */
  static async open(context: string, needs: readonly (keyof typeof GROUPS)[]): Promise<GivenCluster> {
    const { url, certificate, api: asUser } = await loggedIn(context);
    try {
      for (const need of needs) await expectKinds(asUser, context, need);
      await openNamespace({ api: asUser }, NAMESPACE);
      const account = {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { namespace: NAMESPACE, name: 'tests' },
      };
      await asUser.apply(account);
      const binding = bindingOf(NAMESPACE);
      await asUser.apply(binding);
      const token = await tokenOf(asUser, account, LIFE_S);
      const access = { name: context, url, certificate, token };
      return new GivenCluster(access, Api.of(access), binding);
    } finally {
      await asUser.close();
    }
  }

  get url(): string {
    return this.#access.url;
  }

  access(token?: string): Access {
    return token === undefined ? this.#access : { ...this.#access, token };
  }

  kubeconfig(token?: string): string {
    const file = join(this.folder, `kubeconfig-${randomBytes(4).toString('hex')}`);
    writeFileSync(file, kubeconfig(this.access(token)), { mode: 0o600 });
    return file;
  }

  config(token?: string): KubeConfig {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig(this.access(token)));
    return config;
  }

  async account(namespace: string, name: string): Promise<string> {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } };
    await this.api.apply(account);
    return tokenOf(this.api, account, LIFE_S);
  }

  requests(): never {
    throw new Error('nobody may read the audit of a cluster that is given');
  }

  async stopApiServer(): Promise<never> {
    throw new Error('the API server of a cluster that is given is not ours to stop');
  }

  async startApiServer(): Promise<never> {
    throw new Error('the API server of a cluster that is given is not ours to start');
  }

  async remove(): Promise<void> {
    await this.api.request('DELETE', `/api/v1/namespaces/${NAMESPACE}`);
    // After this the account may do nothing.
    await this.api.remove(this.#binding);
    await this.api.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As kubectl would, with whatever the user logs in by: a token, a certificate, a program. */
async function loggedIn(context: string) {
  const config = new KubeConfig();
  config.loadFromDefault();
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name);
    throw new Error(`the kubeconfig has no context "${context}", it has: ${names.join(', ') || 'none'}`);
  }
  config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`the context "${context}" names no cluster`);
  const { caData, caFile } = cluster;
  const certificate =
    caData !== undefined ? Buffer.from(caData, 'base64').toString() : readFileSync(caFile ?? '', 'utf8');
  const url = cluster.server.replace(/\/+$/, '');
  const request = new RequestContext(url, HttpMethod.GET);
  await config.applySecurityAuthentication(request);
  return {
    url,
    certificate,
    api: new Api(url, request.getDispatcher() ?? new Agent(), { ...request.getHeaders() }),
  };
}

async function expectKinds(api: Api, context: string, need: keyof typeof GROUPS): Promise<void> {
  const [version, name] = GROUPS[need];
  const told = await api.request('GET', `/apis/${version}`).catch(() => null);
  if (z.safeParse(z.object({ resources: z.array(z.unknown()) }), told).success) return;
  throw new Error(
    `The cluster of the context "${context}" does not serve ${version}: install ${name}, as .github/workflows/kind.yml does.`,
  );
}

function bindingOf(namespace: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'tests', namespace }],
  };
}
