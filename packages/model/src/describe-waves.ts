import { targetText } from './describe-target.ts';
import type { EnvironmentText } from './file/delivery-file.ts';
import { formatDuration } from './text/duration.ts';
import { namedTargets } from './waves.ts';
import type { SingleTargetSpec, WavesTargetSpec } from './waves.ts';

/** Several targets as the file's long form says them: what is common, and what each has of its own. */
export function wavesText(target: WavesTargetSpec): Pick<EnvironmentText, 'target' | 'targets'> {
  const all = namedTargets(target).map(({ name, spec }) => ({ name, spec, keys: keysOf(spec) }));
  const [first] = all;
  if (first === undefined) throw new RangeError('waves without a target');
  const common = commonOf(first.spec, (key) => all.every(({ keys }) => keys[key] !== undefined));
  const shared = keysOf(common);
  return {
    target: targetText(common),
    targets: {
      waves: target.waves.map((wave) => wave.map(({ name }) => name)),
      bake: { min: formatDuration(target.bake.min), max: formatDuration(target.bake.max) },
      each: Object.fromEntries(
        all.map(({ name, keys }) => [
          name,
          Object.fromEntries(Object.entries(keys).filter(([key, value]) => !isSame(value, shared[key]))),
        ]),
      ),
    },
  };
}

/** What one does not have can't be common: there is no way to write that it is not there. */
function commonOf(spec: SingleTargetSpec, haveAll: (key: string) => boolean): SingleTargetSpec {
  switch (spec.kind) {
    case 'local':
      return {
        ...spec,
        metricsPort: haveAll('metrics-port') ? spec.metricsPort : null,
        envFile: haveAll('env-file') ? spec.envFile : null,
      };
    case 'kubernetes':
    case 'argo-rollouts': {
      const shared = {
        context: null,
        kubeconfig: haveAll('kubeconfig') ? spec.kubeconfig : null,
        container: haveAll('container') ? spec.container : null,
        image: haveAll('image') ? spec.image : null,
      };
      return spec.kind === 'argo-rollouts'
        ? { ...spec, ...shared }
        : {
            ...spec,
            ...shared,
            traffic: haveAll('traffic') ? spec.traffic : null,
            service: haveAll('service') ? spec.service : null,
          };
    }
  }
}

function keysOf(spec: SingleTargetSpec): Readonly<Record<string, unknown>> {
  return { ...targetText(spec)[spec.kind] };
}

/** Both are texts of one form, so their keys stand in one order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
