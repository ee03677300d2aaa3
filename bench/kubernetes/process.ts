/** A process of its own that rolls out what its standard input tells, and writes what that cost. */
import { text } from 'node:stream/consumers';
import { deliver, systemClock, type MetricSource } from '@glidepath/conductor';
import { PRODUCTION, World } from '@glidepath/conductor/testing';
import {
  digest,
  millis,
  percent,
  type Digest,
  type Environment,
  type Release,
  type TargetSpec,
} from '@glidepath/model';
import { createTarget } from '@glidepath/targets/registry';
import * as z from 'zod/mini';
import { job, type Cost, type Job } from './job.ts';

const told = z.parse(job, JSON.parse(await text(process.stdin)));
const began = performance.now();
const before = process.cpuUsage();
const ends = await Promise.all(told.names.map(async (name) => rollOut(name, told)));
const { user, system } = process.cpuUsage(before);
const spent: Cost = {
  ends,
  wallMs: performance.now() - began,
  cpuMs: (user + system) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(spent));

/** One delivery with a ledger in memory, counters of a healthy release, and the real engine. */
async function rollOut(
  name: string,
  { kubeconfig, workspace, way, digest: wanted, bakeMs }: Job,
): Promise<string> {
  const bake = { min: millis(bakeMs), max: millis(bakeMs + 600_000) };
  const spec = specOf(name, way);
  const environment: Environment = {
    ...PRODUCTION,
    target: spec,
    strategy:
      way === 'rolling'
        ? { kind: 'rolling', batches: 1, bake, watch: bake }
        : {
            kind: 'canary',
            steps: [20, 50].map((weight) => ({ weight: percent(weight), bake, approval: false, gates: [] })),
            watch: bake,
          },
    analysis: { ...PRODUCTION.analysis, poll: millis(500) },
  };
  const target = await createTarget(spec, {
    service: name,
    environment: 'production',
    workspace,
    stateDir: workspace,
    daemonFile: '/nowhere',
    strategy: environment.strategy,
    slos: [],
    env: { KUBECONFIG: kubeconfig },
    now: Date.now,
  });
  try {
    const world = new World();
    const ports = { ...world.ports, target, metrics: healthy(), clock: systemClock };
    await target.acquire(digest(wanted));
    const { decision, reason } = await deliver(
      ports,
      world.order(releaseOf(digest(wanted)), { environment }),
    );
    return decision === 'promoted'
      ? 'promoted'
      : `${decision} (${reason}): ${world.listener.notes.at(-1) ?? ''}`;
  } finally {
    await target.close();
  }
}

function specOf(name: string, way: Job['way']): TargetSpec {
  const place = { namespace: 'default', context: null, kubeconfig: null, container: null, image: null };
  if (way === 'argo') return { kind: 'argo-rollouts', rollout: name, ...place };
  const traffic = { kind: 'httpRoute', name, stable: name, canary: `${name}-canary` } as const;
  return {
    kind: 'kubernetes',
    deployment: name,
    traffic: way === 'routed' ? traffic : null,
    service: null,
    ...place,
  };
}

function releaseOf(of: Digest): Release {
  return { digest: of, name: of.slice(-8), commit: null, committedAt: null };
}

/** Nobody asks anything of pods that are played; of so many requests none fails. */
function healthy(): MetricSource {
  let total = 0;
  return {
    async read(slos, { candidate, stable }) {
      total += 20_000;
      const of = ({ digest: id }: Release) => ({
        kind: 'cumulative' as const,
        series: [{ id, bad: 0, total }],
      });
      return slos.map(({ name }) => ({
        sli: name,
        candidate: of(candidate),
        stable: stable === null ? null : of(stable),
        latency: null,
      }));
    },
  };
}
