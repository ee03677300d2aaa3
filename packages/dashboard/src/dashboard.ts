import { formatObjective, type Delivery, type Environment, type Slo } from '@glidepath/model';
import { cloudWatchPanels } from './cloudwatch.ts';
import { choiceOf, Choices } from './data-sources.ts';
import type { AnnotationQuery, Dashboard, Link } from './grafana.ts';
import { placed, type Section, type Sized } from './grid.ts';
import { ownCounters } from './own-counters.ts';
import { story, text } from './panels.ts';
import { prometheusPanels } from './prometheus.ts';
import { searchPanels } from './search.ts';
import { uidFor } from './uid.ts';

/**
 * A Grafana dashboard for the rollouts of a service in an environment, as plain JSON that imports as it is. The same
 * delivery gives the same dashboard, with the same UID: an import replaces the one before.
 */
export function dashboardOf(delivery: Delivery, environment: Environment): Dashboard {
  const { service } = delivery;
  const choices = new Choices(environment);
  const tags = ['glidepath', `service:${service}`, `environment:${environment.name}`];
  const sections = [
    rollouts(environment, tags),
    ...environment.slos.map((slo) => sectionOf(slo, service, environment, choices)),
  ];
  return {
    uid: uidFor(service, environment.name),
    title: `${service} to ${environment.name}: rollouts`,
    description: 'Made by glidepath dashboard from the delivery file. An import of a newer one replaces it.',
    tags,
    schemaVersion: 42,
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: { list: choices.variables },
    annotations: { list: annotations(tags) },
    links: linksOf(environment),
    panels: placed(sections),
  };
}

function rollouts({ slos }: Environment, tags: readonly string[]): Section {
  const lines = slos.map((slo) => `| ${slo.name} | ${formatObjective(slo.objective)} | ${slo.source.kind} |`);
  const table = ['| SLO | Objective | Measured by |', '| --- | --- | --- |', ...lines].join('\n');
  return {
    title: 'Rollouts',
    panels: [
      { panel: story('What happened', tags), w: 16, h: 9 },
      { panel: text('What a release is judged on', table), w: 8, h: 9 },
    ],
  };
}

function sectionOf(slo: Slo, service: string, environment: Environment, choices: Choices): Section {
  return {
    title: `${slo.name}: ${formatObjective(slo.objective)}`,
    panels: panelsOf(slo, service, environment, choices),
  };
}

function panelsOf(slo: Slo, service: string, environment: Environment, choices: Choices): readonly Sized[] {
  const choice = choiceOf(slo, environment);
  if (choice === null) return [withoutFigures(slo)];
  const data = choices.sourceFor(choice);
  const { source } = slo;
  switch (source.kind) {
    case 'target':
      return prometheusPanels(slo, ownCounters(slo, service, environment.name), data);
    case 'prometheus':
      return prometheusPanels(slo, source, data);
    case 'cloudwatch':
      return cloudWatchPanels(slo, source, data);
    case 'elasticsearch':
    case 'opensearch':
      return searchPanels(slo, source, data);
    case 'http':
    case 'datadog':
      return [withoutFigures(slo)];
  }
}

function withoutFigures({ source: { kind } }: Slo): Sized {
  return {
    panel: text('No figures here', `${whyNone(kind)} \`glidepath check-slos\` shows them.`),
    w: 24,
    h: 4,
  };
}

function whyNone(kind: Slo['source']['kind']): string {
  switch (kind) {
    case 'target':
      return 'The target keeps its counters to itself. Write `metrics-port` in the delivery file and let Prometheus scrape it.';
    case 'datadog':
      return "Grafana reads Datadog only by a plugin that is not part of it. The figures are in Datadog's own dashboards.";
    case 'http':
      return 'They come from an endpoint that Grafana has no data source for.';
    case 'prometheus':
    case 'cloudwatch':
    case 'elasticsearch':
    case 'opensearch':
      return 'There is no data source for them.';
  }
}

/** Grafana's own annotations: those that people draw on this dashboard, and Glidepath's, wherever they were drawn. */
function annotations(tags: readonly string[]): readonly AnnotationQuery[] {
  const own = { type: 'grafana', uid: '-- Grafana --' };
  return [
    {
      name: 'Annotations & Alerts',
      builtIn: 1,
      type: 'dashboard',
      datasource: own,
      enable: true,
      hide: true,
      iconColor: 'rgba(0, 211, 255, 1)',
    },
    {
      name: 'Rollouts',
      datasource: own,
      enable: true,
      hide: false,
      iconColor: 'purple',
      target: { type: 'tags', tags, matchAny: false, limit: 500 },
    },
  ];
}

function linksOf({ url, afterwards: { runbook } }: Environment): readonly Link[] {
  return [link('Service', url), link('Runbook', runbook)].flat();
}

function link(title: string, url: string | null): readonly Link[] {
  if (url === null) return [];
  const plain = { asDropdown: false, includeVars: false, keepTime: false };
  return [
    { title, url, type: 'link', icon: 'external link', tooltip: '', tags: [], targetBlank: true, ...plain },
  ];
}
