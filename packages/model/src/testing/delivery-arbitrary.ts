import * as fc from 'fast-check';
import type { Build } from '../build.ts';
import { DRIFT_POLICIES, POLICIES } from '../delivery.ts';
import type {
  AnalysisSpec,
  Bake,
  Delivery,
  Environment,
  LocalTargetSpec,
  Objective,
  Slo,
  Strategy,
  TargetSpec,
} from '../delivery.ts';
import { afterwards, arrivals, notices, recovery, webAddress, who } from './around-arbitrary.ts';
import { builds } from './build-arbitrary.ts';
import { cloudWatch } from './cloudwatch-arbitrary.ts';
import { datadog } from './datadog-arbitrary.ts';
import { demandFor } from './demand-arbitrary.ts';
import { flagGates, flagProvider } from './flag-arbitrary.ts';
import { flagTarget } from './flag-target-arbitrary.ts';
import { argoRolloutsTarget, kubernetesTarget } from './kubernetes-arbitrary.ts';
import { wavesTarget } from './waves-arbitrary.ts';
import { gates } from './gate-arbitrary.ts';
import { guards } from './guard-arbitrary.ts';
import { http } from './http-arbitrary.ts';
import { prometheus } from './prometheus-arbitrary.ts';
import { search } from './search-arbitrary.ts';
import { measuredAt, ownServers, servers } from './servers-arbitrary.ts';
import type { Servers } from './servers-arbitrary.ts';
import { millis, percent } from '../units.ts';
import type { Millis, Percent } from '../units.ts';

/** Any delivery that a file can say. */

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
/** Text for programs: anything but NUL. */
const text = fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll('\0', ''));
const path = fc
  .array(fc.stringMatching(/^[\w.%@+ -]{1,8}$/), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map((part) => part.replace(/^[ .]+$/, 'x')).join('/'));

function length(least: number, most: number): fc.Arbitrary<Millis> {
  return fc.integer({ min: least, max: most }).map(millis);
}

/** From above 0 to `most`, in thousandths. */
function share(most: number): fc.Arbitrary<Percent> {
  return fc.integer({ min: 1, max: most * 1000 }).map((thousandths) => percent(thousandths / 1000));
}

const health = fc.record({
  path: fc.webPath().map((any) => `/${any.replace(/^\/+/, '')}`),
  interval: length(10, 1e6),
  timeout: length(10, 1e6),
  deadline: length(10, 1e6),
});

function local(ports: readonly [number, number]): fc.Arbitrary<LocalTargetSpec> {
  return fc.record({
    kind: fc.constant('local' as const),
    artifact: path,
    command: fc
      .tuple(
        text.filter((program) => program.trim() !== ''),
        fc.array(text, { maxLength: 3 }),
      )
      .map(([program, rest]) => [program, ...rest]),
    instances: fc.integer({ min: 1, max: 64 }),
    host: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', 'localhost', 'web-1.internal'),
    port: fc.constant(ports[0]),
    metricsPort: fc.constantFrom(null, ports[1]),
    env: fc.dictionary(
      fc.stringMatching(/^[A-Za-z_]\w{0,8}$/).filter((key) => !['PORT', 'HOST', '__proto__'].includes(key)),
      text,
      { maxKeys: 5, noNullPrototype: true },
    ),
    envFile: fc.option(path),
    health,
    stop: fc.record({ drain: length(0, 1e7), grace: length(0, 1e6) }),
  });
}

const analysis: fc.Arbitrary<AnalysisSpec> = fc.record({
  poll: length(100, 60_000),
  warmUp: length(0, 300_000),
  alpha: share(50).map((value) => value / 100),
  beta: share(50).map((value) => value / 100),
  rollbackMargin: fc.record({
    ratio: fc.double({ min: 1, max: 100, noNaN: true }),
    budgetShare: fc.constantFrom(0, 0.05, 1),
  }),
  promotionMargin: fc.record({
    ratio: fc.double({ min: 1, max: 100, noNaN: true }),
    budgetShare: share(100).map((value) => value / 100),
  }),
});

/** Long enough for a look, and for evidence after the warm-up. */
function bake({ poll, warmUp }: AnalysisSpec): fc.Arbitrary<Bake> {
  return fc
    .tuple(length(poll, 1e7), length(0, 1e8))
    .map(([min, more]) => ({ min, max: millis(Math.max(min, warmUp + 1) + more) }));
}

function strategy(knobs: AnalysisSpec, on: TargetSpec, flags: boolean): fc.Arbitrary<Strategy> {
  const common = { watch: bake(knobs) };
  const parts = on.kind === 'unleash' ? 1 : 1000;
  // Without a router a canary has no more pods than the stable release.
  const most = on.kind === 'kubernetes' && on.traffic === null ? 50 * parts : 100 * parts - 1;
  const weights = fc
    .uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 5 })
    .map((all) => all.sort((a, b) => a - b).map((weighed) => percent(weighed / parts)));
  const canary = weights.chain((rising) =>
    fc.record({
      kind: fc.constant('canary' as const),
      steps: fc.tuple(
        ...rising.map((weight) =>
          fc.record({
            weight: fc.constant(weight),
            bake: bake(knobs),
            approval: fc.boolean(),
            gates: flags ? flagGates : fc.constant([]),
          }),
        ),
      ),
      ...common,
    }),
  );
  const blueGreen = fc.record({
    kind: fc.constant('blue-green' as const),
    approval: fc.boolean(),
    ...common,
  });
  if (on.kind === 'kubernetes' && on.traffic !== null) return fc.oneof(canary, blueGreen);
  if (on.kind === 'launchdarkly' || on.kind === 'unleash') return fc.oneof(canary, blueGreen);
  const rolling = fc.record({
    kind: fc.constant('rolling' as const),
    batches: fc.integer({ min: 1, max: on.kind === 'local' ? on.instances : 20 }),
    bake: bake(knobs),
    ...common,
  });
  return on.kind === 'argo-rollouts' ? fc.oneof(canary, rolling) : fc.oneof(canary, rolling, blueGreen);
}

const objective: fc.Arbitrary<Objective> = fc.oneof(
  fc.record({ kind: fc.constant('availability' as const), target: share(99.999) }),
  fc.record({ kind: fc.constant('latency' as const), target: share(99.999), threshold: length(1, 1e6) }),
);

const weight = fc.double({ min: 0, minExcluded: true, max: 100, noNaN: true });

function slo(known: Servers): fc.Arbitrary<Slo> {
  return fc
    .record({ name, objective, weight })
    .chain((promise) =>
      fc
        .oneof(
          fc.constant({ kind: 'target' as const }),
          prometheus(known.prometheus, promise.objective),
          cloudWatch(known.cloudwatch, promise.objective),
          search(known, promise.objective),
          http(known.http),
          datadog(known.datadog, promise.objective),
        )
        .map((source) => ({ ...promise, source })),
    );
}

function environment(
  all: readonly Slo[],
  at: Servers,
  known: {
    readonly name: string;
    readonly after: string | null;
    readonly ports: readonly [number, number];
    readonly builds: readonly Build[];
  },
): fc.Arbitrary<Environment> {
  // A flag has no counters of its own.
  const elsewhere = all.filter(({ source }) => source.kind !== 'target');
  const target: fc.Arbitrary<TargetSpec> =
    elsewhere.length === 0
      ? local(known.ports)
      : fc.oneof(
          { arbitrary: local(known.ports), weight: 2 },
          flagTarget(`flag-${known.name}`),
          kubernetesTarget(known.name.slice(0, 63)),
          argoRolloutsTarget(known.name.slice(0, 63)),
          wavesTarget(known.name.slice(0, 63)),
        );
  return target
    .chain((spec) =>
      fc.tuple(
        fc.constant(spec),
        analysis,
        fc.shuffledSubarray([...(spec.kind === 'local' ? all : elsewhere)], { minLength: 1 }),
        ownServers(at),
        fc.option(flagProvider),
      ),
    )
    .chain(([spec, knobs, named, here, flags]) => {
      const slos = named.map((one) => measuredAt(one, here));
      return fc.record({
        name: fc.constant(known.name),
        after: fc.constant(known.after),
        takesBack: fc.constantFrom(null, known.after),
        target: fc.constant(spec),
        strategy: strategy(knobs, spec, flags !== null),
        url: fc.option(webAddress),
        gates: gates(known.name, flags !== null),
        require: demandFor(spec, known.builds),
        flags: fc.constant(flags),
        guards: guards(slos, here),
        slos: fc.constant(slos),
        analysis: fc.constant(knobs),
        arrivals,
        recovery,
        who,
        afterwards,
        policies: fc.record({
          breach: fc.constantFrom('hold', 'pause', 'rollback'),
          tooFewSamples: fc.constantFrom(...POLICIES),
          noData: fc.constantFrom(...POLICIES),
          sourceDown: fc.constantFrom(...POLICIES),
          drift: fc.constantFrom(...DRIFT_POLICIES),
          onCancel: fc.constantFrom('rollback', 'hold'),
          // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
          pause: fc.record({ timeout: length(1000, 1e9), then: fc.constantFrom('rollback', 'leave') }),
        }),
      });
    });
}

export const delivery: fc.Arbitrary<Delivery> = fc
  .record({
    service: name,
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 6, maxLength: 6 }),
    measured: servers.chain((at) =>
      fc.record({
        at: fc.constant(at),
        slos: fc.uniqueArray(slo(at), { minLength: 1, maxLength: 3, selector: (any) => any.name }),
      }),
    ),
    chained: fc.boolean(),
    build: builds,
  })
  .chain(({ service, names, ports, measured: { at, slos }, chained, build }) =>
    fc.record({
      service: fc.constant(service),
      environments: fc.tuple(
        ...names.map((own, index) => {
          const after = chained ? (names[index - 1] ?? null) : null;
          return environment(slos, at, {
            name: own,
            after,
            ports: [ports[2 * index] ?? 1, ports[2 * index + 1] ?? 2],
            builds: build,
          });
        }),
      ),
      notices: notices(names),
      build: fc.constant(build),
    }),
  );
