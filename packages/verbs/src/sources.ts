import type { MetricSource, Target } from '@glidepath/conductor';
import {
  createSource,
  isByHash,
  lookLimitFor,
  readTogether,
  withTemplates,
  type ForeignSource,
  type Member,
} from '@glidepath/metrics/registry';
import type { Environment, Slo } from '@glidepath/model';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** A source outside of the target, and the SLOs that it measures. */
export interface Foreign {
  readonly name: string;
  readonly source: ForeignSource;
  readonly slos: readonly Slo[];
}

/** Where an environment's SLOs are measured: all sources as one, and those outside of the target by themselves. */
export interface Sources {
  readonly metrics: MetricSource;
  readonly foreign: readonly Foreign[];
}

/**
 * Loads the sources that the SLOs name, and no others.
 * @throws UserError where an SLO's figures can't be had
 */
export async function sourcesOf(
  { env, workspace }: Pick<Surroundings, 'env' | 'workspace'>,
  { slos, analysis }: Pick<Environment, 'slos' | 'analysis'>,
  target: Pick<Target, 'counters' | 'templates'>,
): Promise<Sources> {
  if (slos.length === 0) {
    throw new UserError('the environment has no SLOs, so a release can not be judged');
  }
  const lookLimit = lookLimitFor(analysis.poll);
  const foreign = new Map<string, { name: string; source: ForeignSource; slos: Slo[] }>();
  const own: Slo[] = [];
  for (const slo of slos) {
    const { source } = slo;
    if (source.kind === 'target') own.push(slo);
    else {
      // A delivery file has one server of each kind.
      const known = foreign.get(source.kind);
      if (known !== undefined) known.slos.push(slo);
      else {
        const made = knowing(await createSource(source, { env, workspace, lookLimit }), slos, target);
        foreign.set(source.kind, { name: source.kind, source: made, slos: [slo] });
      }
    }
  }
  const counters = countersOf(own, target);
  const members = [...foreign.values()].map((one): Member => ({ ...one, slos: namesOf(one.slos) }));
  if (members.length === 0 && counters !== null) return { metrics: counters, foreign: [] };
  const all =
    counters === null ? members : [{ name: 'the target', source: counters, slos: namesOf(own) }, ...members];
  return { metrics: readTogether(all, lookLimit), foreign: [...foreign.values()] };
}

/**
 * The source, with what the engine knows of its pods where an SLO needs it.
 * @throws UserError where the engine has no such hashes
 */
function knowing(
  source: ForeignSource,
  slos: readonly Slo[],
  target: Pick<Target, 'templates'>,
): ForeignSource {
  const hashed = slos.find(isByHash);
  if (hashed === undefined) return source;
  if (target.templates === undefined) {
    throw new UserError(
      `slos.${hashed.name} tells releases apart by pod-template-hash, which this target does not have; name another value under split`,
    );
  }
  return withTemplates(source, async () => (await target.templates?.()) ?? []);
}

/** Null where nothing is measured on them. */
function countersOf([first]: readonly Slo[], { counters }: Pick<Target, 'counters'>): MetricSource | null {
  if (first === undefined || counters !== null) return first === undefined ? null : counters;
  throw new UserError(
    `slos.${first.name} is measured on the target's own counters, which this target does not have; name another source`,
  );
}

function namesOf(slos: readonly Slo[]): ReadonlySet<string> {
  return new Set(slos.map(({ name }) => name));
}
