import { isDeepStrictEqual } from 'node:util';
import { TargetError } from '@glidepath/conductor';
import { percent, type Percent } from '@glidepath/model';
import * as z from 'zod/mini';
import { overConflicts, pathOf, type KubeApi } from './api.ts';
import { TRACK } from './canary.ts';
import { asService, type Service } from './deployment.ts';
import { holderOf } from './managers.ts';
import { towards } from './preview-service.ts';
import type { RoutePreview, Router, RouterView } from './router.ts';
import {
  annotationOf,
  givenBack,
  holdersOf,
  SELECTOR,
  serviceMarkOf,
  type ServiceMark,
} from './service-mark.ts';

const NONE = percent(0);
const ALL = percent(100);

const slice = z.looseObject({
  endpoints: z.nullish(
    z.array(
      z.looseObject({
        conditions: z.optional(z.looseObject({ ready: z.nullish(z.boolean()) })),
        targetRef: z.optional(z.looseObject({ kind: z.optional(z.string()), name: z.optional(z.string()) })),
      }),
    ),
  ),
});

/**
 * A Service that has the pods of one side: all of the traffic goes here or there by one write. What the controller of its
 * endpoints has made of it is read back.
 */
export class ServiceSwitch implements Router {
  readonly name: string;
  readonly #namespace: string;
  readonly #path: string;
  readonly #podPrefix: string;
  readonly #api: KubeApi;
  /** What this run has set last; null: nothing that still stands. */
  #set: Percent | null = null;

  /** @param podPrefix with which the names of the canary's pods begin, and no others */
  constructor(name: string, namespace: string, podPrefix: string, api: KubeApi) {
    this.name = name;
    this.#namespace = namespace;
    this.#path = pathOf('v1', 'services', namespace, name);
    this.#podPrefix = podPrefix;
    this.#api = api;
  }

  /** All or nothing: there is no share between. */
  async shift(weight: Percent, restore = false): Promise<void> {
    await overConflicts(async () => {
      const service = await this.#read();
      const mark = serviceMarkOf(service);
      // Going up, somebody else's word is not written over: a look tells of it. Going back it is.
      if (weight > 0 && !restore && this.#disturbance(service, mark) !== null) return;
      await this.#write(service, marked(service, mark, weight === 100 ? 100 : 0));
      this.#set = weight;
    });
  }

  /**
   * Whether it could be switched. Nothing is changed.
   * @throws TargetError
   */
  async try(): Promise<void> {
    const service = await this.#read();
    await this.#write(service, marked(service, null, 100), true);
    await this.#endpointsOn('canary');
  }

  async look(): Promise<RouterView> {
    const object = await this.#api.get(this.#path);
    if (object === null) return this.#lost(`${this.#text()} is gone.`);
    const service = asService(object);
    const mark = serviceMarkOf(service);
    const side = sideOf(service);
    const weight = side === 'canary' ? ALL : NONE;
    const what = this.#disturbance(service, mark);
    const drift = what === null ? null : { what, set: mark === null ? this.#set : percent(mark.weight) };
    const note = `${this.#text()} selects the ${side === 'canary' ? 'new' : 'old'} pods`;
    const seen = { weight, drift, failure: null };
    if (mark === null || drift !== null) return { ...seen, settled: true, note };
    const settled = await this.#endpointsOn(side);
    return {
      ...seen,
      settled,
      note: settled ? note : `${note}, and not all its endpoints are those yet`,
    };
  }

  async restore(): Promise<void> {
    await overConflicts(async () => {
      const object = await this.#api.get(this.#path);
      this.#set = null;
      if (object === null) return;
      const service = asService(object);
      const mark = serviceMarkOf(service);
      if (mark === null && sideOf(service) === 'stable') return;
      const last = marked(service, mark, 0);
      const isBack = isDeepStrictEqual(service.spec.selector, last.before);
      const now = isBack ? service : await this.#write(service, last);
      await this.#api.patch(this.#path, [...givenBack(now, last)]);
    });
  }

  async preview(weights: readonly Percent[]): Promise<RoutePreview> {
    const now = await this.#read();
    const { before } = marked(now, serviceMarkOf(now), 0);
    const at = weights.map((weight) => {
      const selector = weight === 100 ? towards('canary', before) : before;
      return { ...now, spec: { ...now.spec, selector } };
    });
    return { what: `Service ${this.#namespace}/${this.name}`, now, at };
  }

  /** Where we have switched it, somebody has taken it away. */
  #lost(why: string): RouterView {
    const drift = this.#set === null ? null : { what: why, set: null };
    return { weight: NONE, settled: false, drift, failure: drift === null ? why : null, note: why };
  }

  async #read(): Promise<Service> {
    const object = await this.#api.get(this.#path);
    if (object !== null) return asService(object);
    throw new TargetError(
      `There is no ${this.#text()} in the namespace ${this.#namespace}, which is to be switched. Apply it again.`,
      true,
    );
  }

  async #write(service: Service, mark: ServiceMark, dryRun = false): Promise<Service> {
    const selector = mark.weight === 100 ? towards('canary', mark.before) : mark.before;
    const { name, namespace, resourceVersion } = service.metadata;
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, resourceVersion, annotations: annotationOf(mark) },
      spec: { selector },
    };
    return asService(await this.#api.apply(this.#path, body, { force: true, dryRun }));
  }

  /** Whether no traffic goes to the other side any more, as far as the cluster knows. */
  async #endpointsOn(side: 'stable' | 'canary'): Promise<boolean> {
    const query = `labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${this.name}`)}`;
    const path = pathOf('discovery.k8s.io/v1', 'endpointslices', this.#namespace);
    const slices = await this.#api.list(path, query);
    const ready = slices
      .flatMap((each) => z.parse(slice, each).endpoints ?? [])
      .filter(({ conditions, targetRef }) => conditions?.ready !== false && targetRef?.kind === 'Pod');
    const ofCanary = ready.filter(({ targetRef }) => targetRef?.name?.startsWith(this.#podPrefix) === true);
    return side === 'canary' ? ready.length > 0 && ofCanary.length === ready.length : ofCanary.length === 0;
  }

  #disturbance(service: Service, mark: ServiceMark | null): string | null {
    const holder = () => holderOf(service, SELECTOR);
    if (mark === null)
      return this.#set === null
        ? null
        : `${holder()} replaced ${this.#text()} while Glidepath had its traffic in hand.`;
    const set = mark.weight === 100 ? towards('canary', mark.before) : mark.before;
    return isDeepStrictEqual({ ...service.spec.selector }, { ...set })
      ? null
      : `${holder()} changed the selector of ${this.#text()} during the rollout. Let only one of you switch it.`;
  }

  #text(): string {
    return `Service ${JSON.stringify(this.name)}`;
  }
}

function sideOf({ spec }: Service): 'stable' | 'canary' {
  return spec.selector?.[TRACK] === 'canary' ? 'canary' : 'stable';
}

function marked(service: Service, mark: ServiceMark | null, weight: 0 | 100): ServiceMark {
  if (mark !== null) return { ...mark, weight };
  return { weight, before: towards('stable', service.spec.selector ?? {}), holders: holdersOf(service) };
}
