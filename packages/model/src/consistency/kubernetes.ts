import { ArgoRolloutsTarget } from '../file/argo-rollouts-target.ts';
import { KubernetesTarget } from '../file/kubernetes-target.ts';
import { Strategy } from '../file/strategy.ts';
import { pathText } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { formatPercent } from '../text/percent.ts';
import { quote } from '../text/quote.ts';
import { definedIn, definitionOf, kindsOf } from './slo-sources.ts';
import type { Defined } from './slo-sources.ts';
import { targetsIn } from './targets.ts';
import type { WrittenTarget } from './targets.ts';
import { at, environmentsOf, get, listOf, readable } from './written.ts';
import type { Env, Path } from './written.ts';

/** What a Deployment or a Rollout can't be as a target, and what its traffic can't be. */
export function kubernetesFaults(file: unknown, asWritten: unknown): readonly PathFault[] {
  const defined = definedIn(file, asWritten);
  const [deployments, rollouts] = (['kubernetes', 'argo-rollouts'] as const).map((engine) =>
    environmentsOf(file).filter(({ value }) => get(value, 'target', engine) !== undefined),
  );
  return [
    ...(deployments ?? []).flatMap((environment) => [
      ...once(
        targetsIn(environment, 'kubernetes').flatMap((one) => [
          ...strategyFaults(environment, one),
          ...serviceFaults(environment, one),
        ]),
      ),
      ...countlessFaults(environment, defined, 'a Deployment'),
    ]),
    ...(rollouts ?? []).flatMap((environment) => countlessFaults(environment, defined, 'a Rollout')),
    ...sharedObjects(deployments ?? [], 'deployment', placeOfDeployment),
    ...sharedObjects(rollouts ?? [], 'rollout', placeOfRollout),
  ];
}

interface ObjectPlace {
  readonly name: string;
  /** The same for the same object, wherever it is named. */
  readonly text: string;
}

function placeOfDeployment({ value }: WrittenTarget): ObjectPlace | null {
  const target = readable(KubernetesTarget, value);
  if (target === null) return null;
  const { kubeconfig, context, namespace, deployment } = target;
  const text = JSON.stringify([kubeconfig, context, namespace, deployment]);
  return { name: deployment, text };
}

function placeOfRollout({ value }: WrittenTarget): ObjectPlace | null {
  const target = readable(ArgoRolloutsTarget, value);
  if (target === null) return null;
  const { kubeconfig, context, namespace, rollout } = target;
  const text = JSON.stringify([kubeconfig, context, namespace, rollout]);
  return { name: rollout, text };
}

/** What is wrong with a strategy is told once, however many targets it does not suit. */
function once(faults: readonly PathFault[]): readonly PathFault[] {
  return [...new Map(faults.map((found) => [pathText(found.path), found])).values()];
}

/** Above it a canary without a router would need more pods than the stable release has. */
const MOST_BY_PODS = 50;

function strategyFaults({ value, path }: Env, one: WrittenTarget): readonly PathFault[] {
  const written = get(value, 'strategy');
  const strategy = readable(Strategy, written);
  const target = readable(KubernetesTarget, one.value);
  if (strategy === null || target === null) return [];
  const here = [...path, 'strategy'];
  switch (strategy.kind) {
    case 'blue-green':
      return [];
    case 'rolling': {
      if (target.traffic === null) return [];
      const why = 'a rolling Deployment has all its pods behind one Service';
      return [at(one.place('traffic'), 'divides nothing', why, 'leave it out, or write strategy: canary')];
    }
    case 'canary': {
      if (target.traffic !== null) return [];
      const why = `without traffic a canary has its share by its pods, and would need more of them than the stable release has`;
      return strategy.steps.flatMap(({ weight }, index) => {
        if (weight <= MOST_BY_PODS) return [];
        const step = get(written, 'canary', index);
        const place = get(step, 'weight') === undefined ? ['canary', index] : ['canary', index, 'weight'];
        const mend = `write at most ${MOST_BY_PODS}%, or name what divides the traffic in target.kubernetes.traffic`;
        return [
          at(step === undefined ? here : [...here, ...place], `is ${formatPercent(weight)}`, why, mend),
        ];
      });
    }
  }
}

/** A Service is named to be switched. */
function serviceFaults({ value }: Env, one: WrittenTarget): readonly PathFault[] {
  const strategy = readable(Strategy, get(value, 'strategy'));
  const target = readable(KubernetesTarget, one.value);
  if (strategy === null || target === null || target.service === null) return [];
  const here = one.place('service');
  const is = `is ${quote(target.service)}`;
  if (strategy.kind !== 'blue-green') {
    const why = `only blue-green switches a Service, and the strategy is ${strategy.kind}`;
    return [at(here, is, why, 'leave it out, or write strategy: blue-green')];
  }
  if (target.traffic === null) return [];
  return [at(here, is, 'traffic names what is switched', 'leave one of them out')];
}

/** The target's own counters are those of processes on one host. */
function countlessFaults({ value, path }: Env, defined: Defined, what: string): readonly PathFault[] {
  return listOf(get(value, 'slos')).flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    const slo = definitionOf(name, defined);
    if (slo === undefined || kindsOf(slo)?.includes('target') !== true) return [];
    const why = `${pathText(['slos', name])} is measured on the target's own counters, and ${what} has none`;
    const mend = 'measure it by prometheus or another source, split by what tells its pods apart';
    return [at([...path, 'slos', index], `is ${quote(name)}`, why, mend)];
  });
}

/** No two environments release into the same object. */
function sharedObjects(
  environments: readonly Env[],
  key: string,
  placeOf: (target: WrittenTarget) => ObjectPlace | null,
): readonly PathFault[] {
  const taken = new Map<string, Path>();
  const engine = key === 'rollout' ? 'argo-rollouts' : 'kubernetes';
  const targets = environments.flatMap((environment) => targetsIn(environment, engine));
  return targets.flatMap((target) => {
    const place = placeOf(target);
    if (place === null) return [];
    const here = target.place(key);
    const other = taken.get(place.text);
    if (other === undefined) {
      taken.set(place.text, here);
      return [];
    }
    const why = `${pathText(other)} is the same one, and each would take it from the other`;
    const mend = `name another ${key === 'rollout' ? 'Rollout' : 'Deployment'}, namespace or context`;
    return [at(here, `is ${quote(place.name)}`, why, mend)];
  });
}
