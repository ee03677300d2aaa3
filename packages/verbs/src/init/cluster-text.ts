import { formatDuration, formatPercent, type ReleaseLabel } from '@glidepath/model';
import { digestIn, PROMETHEUS_TOKEN, type ClusterPlace } from './cluster.ts';
import type { Survey } from './survey.ts';

/** What of it is written. */
export interface ClusterParts {
  /** Repository of the images, for `build`; null: it is left out. */
  readonly repository: string | null;
  /** Those of `availability` and `latency` that can't be measured, with why. */
  readonly troubles: ReadonlyMap<string, string>;
}

const GUESSED = {
  total: 'http_requests_total{service="SERVICE"}',
  bad: 'http_requests_total{service="SERVICE",code=~"5.."}',
};
const GUESSED_URL = 'http://prometheus:9090';

/** A first delivery file for a workload that is in a cluster, with comments that say what was found and what was guessed. */
export function clusterText(
  found: Survey,
  place: ClusterPlace,
  environment: string,
  schemaFile: string,
  parts: ClusterParts,
): string {
  const { cluster, workload } = place;
  const slos = slosIn(place, parts);
  return [
    `# yaml-language-server: $schema=./${schemaFile}`,
    '#',
    '# How releases of this service reach their users.',
    '# `glidepath validate` checks this file; `glidepath plan` shows every default that it leaves out, and what a release would',
    '# change in the cluster; `glidepath check-slos` asks what it is judged by.',
    '',
    `service: ${found.service.value} # ${found.service.from === null ? 'a guess' : `from ${comment(found.service.from)}`}`,
    ...(parts.repository === null
      ? []
      : [
          '',
          '# One image, by the Dockerfile; a release is its digest.',
          `build: { image: ${word(parts.repository)} }`,
        ]),
    '',
    'environments:',
    `  ${environment}:`,
    '    target:',
    `      # The ${workload.kind} ${workload.name}, found in the cluster of the context ${comment(cluster)}.`,
    ...targetLines(place),
    '    strategy:',
    ...strategyLines(place),
    `    slos: [${slos.names.join(', ')}]`,
    '    # No rollout starts in this window:',
    '    # gates: [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]',
    '',
    '# What a release is judged by, against the release before it. The objectives are a guess: write what your users need.',
    'slos:',
    ...slos.lines,
    '',
    'sources:',
    ...sourceLines(place),
    '',
  ].join('\n');
}

function targetLines({ context, workload, container }: ClusterPlace): readonly string[] {
  const { kind, namespace, name, scaler, routes, services } = workload;
  const usable = routes.find(({ trouble }) => trouble === null);
  return [
    `      ${kind === 'Rollout' ? 'argo-rollouts' : 'kubernetes'}:`,
    `        namespace: ${word(namespace)}`,
    `        ${kind === 'Rollout' ? 'rollout' : 'deployment'}: ${word(name)}`,
    ...(context === null ? [] : [`        context: ${word(context)}`]),
    ...(container === null
      ? []
      : [
          `        container: ${word(container)} # a guess: its pods have ${workload.containers.map((each) => each.name).join(', ')}`,
        ]),
    ...(scaler === null
      ? []
      : [`        # The HorizontalPodAutoscaler ${scaler} scales it; replicas are left to it.`]),
    ...(kind === 'Rollout' ? [] : routeLines(usable?.traffic ?? null, routes, services)),
  ];
}

type Routes = ClusterPlace['workload']['routes'];

function routeLines(
  usable: Routes[number]['traffic'] | null,
  routes: Routes,
  services: readonly string[],
): readonly string[] {
  if (usable !== null)
    return [
      `        # The ${usable.kind} ${usable.name} leads to it, and its Services tell the two sides apart.`,
      `        traffic: ${trafficText(usable)}`,
    ];
  const [first] = routes;
  if (first !== undefined)
    return [
      `        # The ${first.traffic.kind} ${first.traffic.name} leads to it, and could divide the traffic to the percent. Before that:`,
      `        # ${comment(first.trouble ?? '')}`,
      `        # traffic: ${trafficText(first.traffic)}`,
      '        # Until then a canary has its share by its pods.',
    ];
  const by =
    services.length === 0 ? 'No Service selects it' : `The Service ${services.join(', ')} has its pods`;
  return [`        # ${by}, and no route was found: a canary has its share by its pods.`];
}

function trafficText({ kind, name, stable, canary }: Routes[number]['traffic']): string {
  return `{ ${kind}: ${word(name)}, stable: ${word(stable)}, canary: ${word(canary)} }`;
}

function strategyLines({ workload: { course } }: ClusterPlace): readonly string[] {
  if (course === null)
    return [
      "      # The new release's share of the traffic, step by step; 100 % is implied.",
      '      canary: [5%, 25%, 50%]',
      '      # A step ends when the evidence is in: not before min, at the latest after max.',
      '      bake: { min: 1m, max: 30m }',
    ];
  if (course.kind === 'blue-green')
    return [
      '      # As the Rollout goes.',
      `      blue-green: { approval: ${course.waits ? 'true' : 'false'} }`,
    ];
  return course.weights.length === 0
    ? [
        '      # The Rollout has no pause without a duration, at which it could be judged.',
        '      rolling: { batches: 1 }',
      ]
    : [
        '      # Where the Rollout pauses; the weights have to be the same in both.',
        `      canary: [${course.weights.map((weight) => formatPercent(weight)).join(', ')}]`,
        '      bake: { min: 1m, max: 30m }',
      ];
}

function slosIn(
  { workload, prometheus }: ClusterPlace,
  { troubles }: ClusterParts,
): { readonly names: readonly string[]; readonly lines: readonly string[] } {
  const { availability = null, latency = null, notes = [] } = prometheus?.slos ?? {};
  const names: string[] = [];
  const lines: string[] = notes.map((note) => `  # ${comment(note)}`);
  for (const [name, why] of troubles)
    lines.push(`  # ${name} was found, but can't be measured: ${comment(why)}`);
  if (availability !== null && !troubles.has('availability')) {
    names.push('availability');
    lines.push(
      `  # Found in Prometheus. ${splitWords(availability.split)}`,
      '  availability:',
      '    objective: 99.9%',
      '    prometheus:',
      `      total: ${JSON.stringify(availability.total)}`,
      `      bad: ${JSON.stringify(availability.bad)}`,
      `      split: ${splitText(availability.split)}`,
    );
  }
  if (latency !== null && !troubles.has('latency')) {
    names.push('latency');
    lines.push(
      `  # Found in Prometheus; the threshold is an edge of the histogram. ${splitWords(latency.split)}`,
      '  latency:',
      `    objective: 99% under ${formatDuration(latency.threshold)}`,
      `    prometheus: { histogram: ${JSON.stringify(latency.histogram)}, split: ${splitText(latency.split)} }`,
    );
  }
  if (names.length > 0) return { names, lines };
  const guess = (text: string): string => JSON.stringify(text.replace('SERVICE', workload.name));
  lines.push(
    '  # A guess: write what counts the requests of this service, and the label that tells its releases apart.',
    '  availability:',
    '    objective: 99.9%',
    '    prometheus:',
    `      total: ${guess(GUESSED.total)}`,
    `      bad: ${guess(GUESSED.bad)}`,
    '      split: version',
  );
  return { names: ['availability'], lines };
}

function splitWords({ label, value }: ReleaseLabel): string {
  return value === 'pod-template-hash'
    ? 'Releases are told apart by the hash of their pods, which the cluster tells.'
    : `Releases are told apart by ${label}, the release's ${value}${value === 'name' ? ': deliver with --release, as the label has it' : ''}.`;
}

function splitText({ label, value }: ReleaseLabel): string {
  return value === 'name' ? label : `{ label: ${label}, value: ${value} }`;
}

function sourceLines({ prometheus }: ClusterPlace): readonly string[] {
  if (prometheus === null) return [`  prometheus: { url: "${GUESSED_URL}" } # a guess: none was asked`];
  const { url, auth } = prometheus.server;
  const login = auth === null ? '' : `, auth: { bearer-env: ${PROMETHEUS_TOKEN} }`;
  return [`  prometheus: { url: ${JSON.stringify(url)}${login} }`];
}

/** Whether the image is named by what can't change. */
export function isPinned({ image }: ClusterPlace): boolean {
  return digestIn(image) !== null;
}

/** On one line, whatever somebody has called it. */
function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** Text that YAML reads as text. */
function word(text: string): string {
  const isPlain =
    /^[A-Za-z][A-Za-z0-9./_-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
