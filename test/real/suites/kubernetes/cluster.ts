import { KubeConfig } from '@kubernetes/client-node';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { KubernetesPart } from '../../parts/kubernetes.ts';
import { Api } from './api.ts';
import { requestsIn, type Request } from './audit.ts';
import { kubeconfig, type Access } from './kubeconfig.ts';
import { teach } from './kinds.ts';
import {
  apiServer,
  auditPolicy,
  controller,
  CONTROLLERS,
  etcd,
  FILES,
  type CommandLine,
  type Controller,
  type Ports,
} from './servers.ts';
import { complete } from './namespaces.ts';
import { stagesFrom } from './stages.ts';
import { tokenOf } from './tokens.ts';

export interface ClusterOptions {
  /** The context in its kubeconfig. */
  readonly name: string;
  /** Nodes that kwok plays. */
  readonly nodes?: number;
  /** Folders of definitions, such as a router's. */
  readonly kinds?: readonly string[];
  /** With its controller and its kinds. */
  readonly argoRollouts?: boolean;
}

type Account = 'admin' | Controller;

/**
 * A control plane on loopback: etcd, an API server with TLS and RBAC, the controllers and the scheduler. Its pods are
 * played by kwok: they have a status and no process.
 */
export class Cluster {
  readonly name: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'glidepath-cluster-'));
  readonly #part: KubernetesPart;
  readonly #ports: Ports;
  readonly #tokens: ReadonlyMap<Account, string>;
  readonly #controllers: Running[] = [];
  #etcd: Running | null = null;
  #apiServer: Running | null = null;
  #api: Api | null = null;

  private constructor(part: KubernetesPart, ports: Ports, name: string) {
    this.#part = part;
    this.#ports = ports;
    this.name = name;
    const accounts: readonly Account[] = ['admin', ...CONTROLLERS];
    this.#tokens = new Map(accounts.map((account) => [account, randomBytes(24).toString('hex')]));
  }

  static async start(part: KubernetesPart, options: ClusterOptions): Promise<Cluster> {
    const ports = {
      etcd: await freePort(),
      peer: await freePort(),
      api: await freePort(),
      metrics: await freePort(),
      health: await freePort(),
    };
    const cluster = new Cluster(part, ports, options.name);
    try {
      await cluster.#start(options);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#ports.api}`;
  }

  /** Requests as one who may do anything. */
  get api(): Api {
    if (this.#api === null) throw new Error('the API server has not been started');
    return this.#api;
  }

  /** For one who may do anything, or for whom the token is. */
  access(token?: string): Access {
    const certificate = this.#certificate();
    if (certificate === null) throw new Error('the API server has not been started');
    return { name: this.name, url: this.url, certificate, token: token ?? this.#token('admin') };
  }

  /** The same as a file, as a user has it. */
  kubeconfig(token?: string): string {
    const file = join(this.folder, `kubeconfig-${randomBytes(4).toString('hex')}`);
    writeFileSync(file, kubeconfig(this.access(token)), { mode: 0o600 });
    return file;
  }

  /** The same for the official client library. */
  config(token?: string): KubeConfig {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig(this.access(token)));
    return config;
  }

  /** Makes a service account, who may do nothing until a binding says so, and gives a token of it. */
  async account(namespace: string, name: string): Promise<string> {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } };
    await this.api.apply(account);
    return tokenOf(this.api, account);
  }

  /** Every request so far that was answered to anybody but the cluster's own servers. */
  requests(): readonly Request[] {
    return requestsIn(join(this.folder, FILES.audit));
  }

  /** Ends the API server, as an upgrade of it does; what it knows is in etcd. */
  async stopApiServer(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await end(this.#apiServer, signal);
  }

  async startApiServer(): Promise<void> {
    const running = this.#run(apiServer(this.#part, this.folder, this.#ports));
    this.#apiServer = running;
    const certificate = await until('the API server to make its certificate', () => {
      if (!running.isRunning) throw new Error(`the API server ended: ${running.stderr.slice(-4000)}`);
      return this.#certificate();
    });
    // It is the same at every start.
    const api = (this.#api ??= Api.of({ url: this.url, certificate, token: this.#token('admin') }));
    await until('the API server to be ready', async () => {
      if (!running.isRunning) throw new Error(`the API server ended: ${running.stderr.slice(-4000)}`);
      return api.isReady();
    });
  }

  async remove(): Promise<void> {
    // What they would still write is thrown away with them.
    await Promise.all(this.#controllers.map(async (each) => end(each, 'SIGKILL')));
    await end(this.#apiServer, 'SIGKILL');
    await end(this.#etcd, 'SIGKILL');
    await this.#api?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start({ nodes = 3, kinds = [], argoRollouts = false }: ClusterOptions): Promise<void> {
    this.#write(FILES.tokens, [...this.#tokens].map(tokenLine).join(''));
    this.#write(FILES.auditPolicy, auditPolicy());
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.#write(FILES.accountKey, privateKey);
    this.#write(FILES.stages, stagesFrom(this.#part.stages));
    this.#etcd = this.#run(etcd(this.#part, this.folder, this.#ports));
    await this.startApiServer();
    for (const folder of kinds) await teach(this.api, folder);
    if (argoRollouts) await teach(this.api, this.#part.argoRolloutsKinds);
    for (const which of CONTROLLERS)
      if (which !== 'argo-rollouts' || argoRollouts) this.#startController(which);
    await Promise.all(Array.from({ length: nodes }, async (_, i) => this.#addNode(`node-${i + 1}`)));
    await complete(this.api, 'default');
  }

  #startController(which: Controller): void {
    const file = this.kubeconfig(this.#token(which));
    this.#controllers.push(this.#run(controller(which, this.#part, this.folder, file, this.#ports)));
  }

  async #addNode(name: string): Promise<void> {
    await this.api.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    });
  }

  #run({ file, args }: CommandLine): Running {
    return new Running(file, args, { cwd: this.folder, env: { PATH: '', HOME: this.folder } });
  }

  /** Null as long as it is not there, or not all of it. */
  #certificate(): string | null {
    const file = join(this.folder, FILES.certificate);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.endsWith('-----END CERTIFICATE-----\n') ? text : null;
  }

  #token(account: Account): string {
    const token = this.#tokens.get(account);
    if (token === undefined) throw new Error(`there is no account "${account}"`);
    return token;
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
  }
}

/** RBAC has nothing to say to the group of masters. */
function tokenLine([account, token]: readonly [Account, string]): string {
  return `${token},${account},${account},"system:masters"\n`;
}

async function end(running: Running | null, signal: NodeJS.Signals): Promise<void> {
  if (running === null) return;
  if (running.isRunning) running.kill(signal);
  await running.ended;
}
