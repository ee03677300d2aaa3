import {
  formatSelector,
  millis,
  type Millis,
  type PrometheusServer,
  type ReleaseLabel,
  type Selector,
} from '@glidepath/model';
import type { SourceContext } from '../source.ts';
import type { Sample } from './answer.ts';
import { Batches } from './batch.ts';
import { Client } from './client.ts';
import { like } from './parts.ts';

/** SLOs that a Prometheus has the figures for, for a first delivery file. */

/** What a metric may know a workload by. */
export interface SurveyedPods {
  readonly namespace: string;
  readonly name: string;
  readonly services: readonly string[];
  /** Of the templates whose pods run. */
  readonly hashes: readonly string[];
  /** The image that is released, as it is written. */
  readonly image: string;
}

export interface SloSurvey {
  readonly availability: FoundAvailability | null;
  readonly latency: FoundLatency | null;
  /** What was found and why it can't be used, a sentence each. */
  readonly notes: readonly string[];
}

export interface FoundAvailability {
  readonly total: string;
  readonly bad: string;
  readonly split: ReleaseLabel;
}

export interface FoundLatency {
  readonly histogram: string;
  readonly threshold: Millis;
  readonly split: ReleaseLabel;
}

const NAMES =
  '(?:.+_)?requests?(?:_total)?|(?:.+_)?requests?_(?:duration_)?(?:milli)?seconds_(?:count|bucket)';
/** Those that many have, most telling first; others come after them. */
const KNOWN = [
  'istio_requests_total',
  'http_requests_total',
  'http_server_requests_total',
  'http_server_request_duration_seconds_count',
  'http_server_requests_seconds_count',
  'http_request_duration_seconds_count',
  'istio_request_duration_milliseconds_bucket',
  'http_request_duration_seconds_bucket',
  'http_server_request_duration_seconds_bucket',
  'http_server_requests_seconds_bucket',
];
const CODES = [
  'code',
  'status_code',
  'response_code',
  'http_response_status_code',
  'http_status_code',
  'status',
];
const HASHES = ['rollouts_pod_template_hash', 'pod_template_hash'];
const VERSIONS = [
  'version',
  'app_version',
  'service_version',
  'release',
  'destination_version',
  'image_tag',
  'digest',
  'image_digest',
];
const CODE = /^[1-5](?:\d\d|xx)$/;
const NO_VERSION = new Set(['', 'unknown', 'latest', 'none']);
/** In ms, as people like to promise them. */
const THRESHOLDS = [300, 250, 500, 200, 1000, 100, 2500];
const MOST_METRICS = 12;
const LIMIT_MS = 15_000;

/** Never throws: what can't be asked is a note. */
export async function surveyPrometheus(
  server: PrometheusServer,
  context: Pick<SourceContext, 'env' | 'workspace'>,
  pods: SurveyedPods,
): Promise<SloSurvey> {
  const batches = new Batches(new Client(server, context));
  const there = await batches.one(`group by (__name__) ({__name__=~"${NAMES}"})`, LIMIT_MS);
  if (there.kind === 'failed') {
    const { why, mend } = there.trouble;
    return { availability: null, latency: null, notes: [`Prometheus could not be asked: ${why}; ${mend}.`] };
  }
  const names = there.value.flatMap(({ labels }) => labels['__name__'] ?? []).toSorted(byRank);
  const counters = names.filter((name) => !name.endsWith('_bucket')).slice(0, MOST_METRICS);
  const histograms = names.filter((name) => name.endsWith('_bucket')).slice(0, MOST_METRICS);
  const [counted, timed] = [
    await selected(batches, counters, pods, CODES),
    await selected(batches, histograms, pods, ['le']),
  ];
  const notes: string[] = [];
  const availability = firstOf(counted, (one) => availabilityIn(one, pods, notes));
  const latency = firstOf(timed, (one) => latencyIn(one, pods, notes));
  if (counted.length === 0 && timed.length === 0)
    notes.push(
      names.length === 0
        ? 'Prometheus has no metric that counts or times requests by a name that is known.'
        : `Prometheus has ${names.slice(0, MOST_METRICS).join(', ')}, but none with labels that lead to ${pods.namespace}/${pods.name}.`,
    );
  return { availability, latency, notes };
}

function byRank(one: string, other: string): number {
  return rankOf(one) - rankOf(other) || (one < other ? -1 : 1);
}

function rankOf(name: string): number {
  return KNOWN.includes(name) ? KNOWN.indexOf(name) : KNOWN.length;
}

/** A metric with what of it leads to the workload. */
interface Selected {
  readonly selector: Selector;
  /** One for each combination of the labels that matter. */
  readonly samples: readonly Sample[];
}

/** By the first way that leads anywhere. */
async function selected(
  batches: Batches,
  names: readonly string[],
  pods: SurveyedPods,
  more: readonly string[],
): Promise<readonly Selected[]> {
  const labels = [...HASHES, ...VERSIONS, ...more].join(', ');
  const ways = names.flatMap((metric) => matchersFor(metric, pods).map((matchers) => ({ metric, matchers })));
  const answers = await batches.ask(
    ways.map((way) => ({ promql: `group by (${labels}) (${formatSelector(way)})`, joins: true })),
    LIMIT_MS,
  );
  return names.flatMap((metric) => {
    const at = ways.findIndex((way, index) => {
      const answer = answers[index];
      return way.metric === metric && answer?.kind === 'good' && answer.value.length > 0;
    });
    const [way, answer] = [ways[at], answers[at]];
    return way === undefined || answer?.kind !== 'good' ? [] : [{ selector: way, samples: answer.value }];
  });
}

/** Ways to the workload's pods and those of its canary, the surest first. */
function matchersFor(
  metric: string,
  { namespace, name, services }: SurveyedPods,
): readonly Selector['matchers'][] {
  if (metric.startsWith('istio_'))
    return [
      [
        equal('reporter', 'destination'),
        equal('destination_workload_namespace', namespace),
        like('destination_workload', `${name}|${name}-glidepath-canary`),
      ],
    ];
  const here = equal('namespace', namespace);
  const podName = `${name}-(?:glidepath-canary-)?[a-z0-9]+-[a-z0-9]{5}`;
  return [
    [here, like('pod', podName)],
    ...[...services, name].map((service) => [here, equal('service', service)]),
    [here, equal('app', name)],
    [here, equal('job', name)],
    [equal('job', `${namespace}/${name}`)],
    [equal('service', name)],
    [equal('app', name)],
    [equal('job', name)],
  ];
}

function equal(label: string, value: string): Selector['matchers'][number] {
  return { label, operator: '=', literal: JSON.stringify(value) };
}

function availabilityIn(
  { selector, samples }: Selected,
  pods: SurveyedPods,
  notes: string[],
): FoundAvailability | null {
  const code = CODES.find((label) => samples.some(({ labels }) => CODE.test(labels[label] ?? '')));
  if (code === undefined) {
    notes.push(`${selector.metric} has no label with the status of a response, by which failures are told.`);
    return null;
  }
  const split = splitIn(samples, pods);
  if (split === null) {
    notes.push(undivided(selector.metric));
    return null;
  }
  const bad = { ...selector, matchers: [...selector.matchers, like(code, '5..')] };
  return { total: formatSelector(selector), bad: formatSelector(bad), split };
}

function latencyIn(
  { selector, samples }: Selected,
  pods: SurveyedPods,
  notes: string[],
): FoundLatency | null {
  const split = splitIn(samples, pods);
  if (split === null) {
    notes.push(undivided(selector.metric));
    return null;
  }
  const unit = selector.metric.endsWith('_milliseconds_bucket') ? 1 : 1000;
  const edges = samples
    .map(({ labels }) => Number(labels['le']) * unit)
    .filter((edge) => Number.isFinite(edge) && edge >= 1);
  const chosen =
    THRESHOLDS.find((wanted) => edges.some((edge) => Math.abs(edge - wanted) < 1e-6)) ??
    edges.find((edge) => Number.isInteger(edge));
  if (chosen === undefined) {
    notes.push(`${selector.metric} has no edge of a whole millisecond.`);
    return null;
  }
  const metric = selector.metric.slice(0, -'_bucket'.length);
  const histogram = { metric, matchers: selector.matchers };
  return { histogram: formatSelector(histogram), threshold: millis(chosen), split };
}

function undivided(metric: string): string {
  return `${metric} counts this workload, but none of its labels tells one release from another: neither pod_template_hash nor a version.`;
}

/** The label that tells what runs now, the surest first. */
function splitIn(samples: readonly Sample[], { hashes, image }: SurveyedPods): ReleaseLabel | null {
  const valuesOf = (label: string): readonly string[] => samples.flatMap(({ labels }) => labels[label] ?? []);
  const hash = HASHES.find((label) => valuesOf(label).some((value) => hashes.includes(value)));
  if (hash !== undefined) return { label: hash, value: 'pod-template-hash' };
  const digest = image.slice(image.indexOf('@') + 1);
  const named = VERSIONS.map((label) => ({
    label,
    values: valuesOf(label).filter((value) => !NO_VERSION.has(value)),
  })).filter(({ values }) => values.length > 0);
  const short = digest.slice('sha256:'.length, 'sha256:'.length + 12);
  for (const { label, values } of named) {
    if (values.includes(digest)) return { label, value: 'digest' };
    if (values.includes(short)) return { label, value: 'short-digest' };
  }
  const [first] = named;
  if (first === undefined) return null;
  return { label: first.label, value: first.values.every((each) => COMMIT.test(each)) ? 'commit' : 'name' };
}

const COMMIT = /^[0-9a-f]{40}$/;

function firstOf<From, To>(all: readonly From[], of: (one: From) => To | null): To | null {
  for (const one of all) {
    const found = of(one);
    if (found !== null) return found;
  }
  return null;
}
