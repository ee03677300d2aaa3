import { TargetError } from '@glidepath/conductor';
import type { KubernetesTargetSpec } from '@glidepath/model';
import { pathOf, type KubeApi } from './api.ts';
import { canaryPodPrefix } from './canary.ts';
import { asService, type Deployment, type Service } from './deployment.ts';
import { switchedBy } from './marks.ts';
import { chosenService, notPreview, previewName, previewServiceOf } from './preview-service.ts';
import type { Router, RouterView } from './router.ts';
import { ServiceSwitch } from './service-switch.ts';

/** Where no router divides the traffic, blue-green switches a Service. */
export interface Switched {
  /** Its name. */
  readonly service: string;
  /** By which the new pods are reached before; null: it is not there. */
  readonly preview: Service | null;
}

/** The Service that a blue-green release switches, and that of its preview. The stable Deployment says which one it is. */
export class Switching {
  readonly #api: KubeApi;
  readonly #spec: KubernetesTargetSpec;
  #chosen: string | null = null;
  #switch: ServiceSwitch | null = null;

  constructor(api: KubeApi, spec: KubernetesTargetSpec) {
    this.#api = api;
    this.#spec = spec;
  }

  /** Null where no Service is switched. */
  get router(): Router | null {
    return this.#switch;
  }

  /**
   * @param wanted whether a Service is to be chosen where a rollout has none yet
   * @throws TargetError where there is none that could be switched, or several
   */
  async look(
    stable: Deployment,
    wanted: boolean,
  ): Promise<{ readonly switched: Switched; readonly view: RouterView } | null> {
    const service = switchedBy(stable) ?? (wanted ? await this.#choose(stable) : null);
    if (service === null) {
      this.#switch = null;
      return null;
    }
    if (this.#switch?.name !== service) this.#switch = this.#switchOf(service);
    const [view, preview] = await Promise.all([this.#switch.look(), this.#service(previewName(service))]);
    return { switched: { service, preview }, view };
  }

  /**
   * Whether the Service could be switched, and that of the preview be made. Nothing is changed.
   * @throws TargetError
   */
  async try(stable: Deployment, { service, preview }: Switched): Promise<void> {
    const why = preview === null ? null : notPreview(stable, preview);
    if (why !== null) throw new TargetError(why, true);
    await this.#switchOf(service).try();
    if (preview === null) await this.#applyPreview(service, null);
  }

  /** @throws TargetError */
  async makePreview(service: string, canary: Deployment): Promise<void> {
    await this.#applyPreview(service, canary);
  }

  /** @param canary null: it is only tried */
  async #applyPreview(service: string, canary: Deployment | null): Promise<void> {
    const own = await this.#service(service);
    if (own === null)
      throw new TargetError(`The Service ${JSON.stringify(service)} is gone. Apply it again.`, true);
    const path = this.#path(previewName(service));
    await this.#api.apply(path, previewServiceOf(own, canary), { force: true, dryRun: canary === null });
  }

  async #choose(stable: Deployment): Promise<string> {
    if (this.#chosen !== null) return this.#chosen;
    const choice = chosenService(stable, await this.#candidates(), this.#spec.service);
    if ('why' in choice) throw new TargetError(choice.why, true);
    this.#chosen = choice.service;
    return choice.service;
  }

  async #candidates(): Promise<readonly Service[]> {
    const { service, namespace } = this.#spec;
    if (service === null) return (await this.#api.list(pathOf('v1', 'services', namespace))).map(asService);
    const named = await this.#service(service);
    return named === null ? [] : [named];
  }

  #switchOf(service: string): ServiceSwitch {
    const { deployment, namespace } = this.#spec;
    return new ServiceSwitch(service, namespace, canaryPodPrefix(deployment), this.#api);
  }

  async #service(name: string): Promise<Service | null> {
    const object = await this.#api.get(this.#path(name));
    return object === null ? null : asService(object);
  }

  #path(name: string): string {
    return pathOf('v1', 'services', this.#spec.namespace, name);
  }
}
