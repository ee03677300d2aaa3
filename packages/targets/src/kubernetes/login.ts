import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { TargetError } from '@glidepath/conductor';
import { shown, type ArgoRolloutsTargetSpec, type KubernetesTargetSpec } from '@glidepath/model';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { HttpMethod, RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { Agent, type Dispatcher } from 'undici';

/** Of a spec: whose API server it is, and what the delivery file calls it. */
export type ClusterPlace = Pick<
  KubernetesTargetSpec | ArgoRolloutsTargetSpec,
  'kind' | 'context' | 'kubeconfig'
>;

export interface LoginContext {
  /** Absolute. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a request carries, and the connections that it goes over. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
}

/** A token of an exec plugin or a file may be another one by then; the plugin itself is asked only when it has expired. */
const KEEP_MS = 30_000;

/** Who asks which API server: from a kubeconfig, or from the service account of the pod that this runs in. */
export class Access {
  readonly server: string;
  /** For messages. */
  readonly context: string;
  readonly engine: ClusterPlace['kind'];
  readonly #load: () => KubeConfig;
  #config: KubeConfig;
  readonly #now: () => number;
  #login: { readonly login: Promise<Login>; readonly at: number } | null = null;

  /** @throws TargetError where no such access is described */
  constructor(spec: ClusterPlace, context: LoginContext, now: () => number) {
    this.#now = now;
    this.engine = spec.kind;
    this.#load = () => load(spec, context);
    this.#config = this.#load();
    const cluster = this.#config.getCurrentCluster();
    if (cluster === null)
      throw new TargetError(
        `The kubeconfig says no current context, or one without a cluster; name a context in target.${spec.kind}.context.`,
        true,
      );
    this.server = cluster.server.replace(/\/+$/, '');
    this.context = this.#config.getCurrentContext();
  }

  /**
   * Connections are kept from one to the next.
   * @throws TargetError where a plugin fails
   */
  async login(): Promise<Login> {
    const known = this.#login;
    if (known !== null && this.#now() - known.at < KEEP_MS) return known.login;
    const login = this.#renewed(known?.login ?? null);
    this.#login = { login, at: this.#now() };
    return login.catch((error: unknown) => {
      this.#login = known;
      throw error;
    });
  }

  /** What was logged in with is refused: the next login asks anew, plugins too, over new connections. */
  async forget(refused: Login): Promise<void> {
    const known = this.#login;
    if (known === null || (await known.login) !== refused || this.#login !== known) return;
    this.#login = null;
    this.#config = this.#load();
    // Requests that are under way end by themselves.
    void refused.dispatcher.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const known = await this.#login?.login.catch(() => null);
    this.#login = null;
    await known?.dispatcher.destroy();
  }

  async #renewed(before: Promise<Login> | null): Promise<Login> {
    const { headers, dispatcher } = await this.#apply();
    const known = await before?.catch(() => null);
    return { headers, dispatcher: known?.dispatcher ?? dispatcher };
  }

  async #apply(): Promise<Login> {
    const request = new RequestContext(this.server, HttpMethod.GET);
    try {
      await this.#config.applySecurityAuthentication(request);
    } catch (error) {
      const why = shown(error instanceof Error ? error.message : String(error));
      throw new TargetError(
        `Logging in to the cluster of the context ${quoted(this.context)} failed: ${why}. Check the user of that context in the kubeconfig, and that the program it names is installed.`,
      );
    }
    const dispatcher = request.getDispatcher() ?? new Agent();
    return { headers: Object.fromEntries(Object.entries(request.getHeaders())), dispatcher };
  }
}

/** @throws TargetError where there is no such access */
function load(spec: ClusterPlace, context: LoginContext): KubeConfig {
  const config = read(spec, context);
  if (spec.context === null) return config;
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(spec.context))
    throw new TargetError(
      `The kubeconfig has no context ${quoted(spec.context)}, it has ${names.map(quoted).join(', ') || 'none'}; correct target.${spec.kind}.context.`,
      true,
    );
  config.setCurrentContext(spec.context);
  return config;
}

/** @throws TargetError where the kubeconfig can't be read, or there is none */
function read(spec: ClusterPlace, { workspace, env }: LoginContext): KubeConfig {
  const named = spec.kubeconfig === null ? null : inside(workspace, spec);
  const files =
    named === null
      ? (env['KUBECONFIG'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean)
      : [named];
  const [first, ...more] = files;
  const config = new KubeConfig();
  if (first === undefined) {
    config.loadFromDefault();
    // What the library falls back to where it finds nothing.
    if (config.getCurrentCluster()?.server === 'http://localhost:8080')
      throw new TargetError(
        `There is no access to a Kubernetes cluster: neither KUBECONFIG nor ~/.kube/config nor the service account of a pod is there. Log in before this step, such as with aws eks update-kubeconfig, or name a file in target.${spec.kind}.kubeconfig.`,
        true,
      );
    return config;
  }
  try {
    config.loadFromFile(first);
    for (const file of more) {
      const next = new KubeConfig();
      next.loadFromFile(file);
      config.mergeConfig(next, true);
    }
    return config;
  } catch (error) {
    const why = shown(error instanceof Error ? error.message : String(error)).slice(0, 120);
    throw new TargetError(
      `The kubeconfig ${files.map(quoted).join(', ')} can't be read (${why}); ${named === null ? 'KUBECONFIG' : `target.${spec.kind}.kubeconfig`} names it.`,
      true,
    );
  }
}

/** @throws TargetError where there is none, or a link leads out of the workspace */
function inside(workspace: string, { kind, kubeconfig }: ClusterPlace): string {
  const wanted = join(workspace, kubeconfig ?? '');
  const place = `target.${kind}.kubeconfig`;
  if (!existsSync(wanted))
    throw new TargetError(`There is no file ${quoted(kubeconfig ?? '')}, which ${place} names.`, true);
  const found = realpathSync(wanted);
  if (found.startsWith(realpathSync(workspace) + sep)) return found;
  throw new TargetError(
    `The file ${quoted(kubeconfig ?? '')} of ${place} leads out of the workspace; name one inside of it, or set KUBECONFIG.`,
    true,
  );
}

function quoted(text: string): string {
  return JSON.stringify(shown(text));
}
