import {
  RELEASE_PLACE,
  type CloudWatchMetric,
  type CloudWatchServer,
  type CloudWatchSource,
  type CloudWatchTerm,
  type Slo,
} from '@glidepath/model';
import type { CloudWatchQuery, DataSource } from './grafana.ts';
import type { Sized } from './grid.ts';
import { chart, text } from './panels.ts';
import { thresholdOf } from './slo-words.ts';

/**
 * Panels for an SLO whose metrics are in CloudWatch: counts by release, as a search over the dimension that tells releases
 * apart finds them. There is no share of bad requests: metric math over two searches pairs their series by position.
 */
export function cloudWatchPanels(
  slo: Slo,
  { counts, server }: CloudWatchSource,
  source: DataSource,
): readonly Sized[] {
  switch (counts.kind) {
    case 'counts':
      return [
        term('Requests in each period by release', counts.total, server, source),
        term('Bad requests in each period by release', counts.bad, server, source),
      ];
    case 'latency': {
      const { metric, unit } = counts;
      const title = 'Latency by release';
      const threshold = thresholdOf(slo);
      if (!isSearchable(metric)) return [unsearchable('Latency by release')];
      const limit = threshold === null ? {} : { limit: unit === 's' ? threshold / 1000 : threshold };
      const latency = chart({
        title,
        description:
          'What half, 95 % and 99 % of the requests stay below. The line is what the objective allows.',
        source,
        targets: [
          search('A', metric, 'p50', server),
          search('B', metric, 'p95', server),
          search('C', metric, 'p99', server),
        ],
        unit,
        ...limit,
      });
      const requests = { ...metric, kind: 'metric', stat: 'SampleCount' } as const;
      return [
        { panel: latency, w: 12, h: 8 },
        term('Requests in each period by release', requests, server, source),
      ];
    }
  }
}

function term(title: string, counted: CloudWatchTerm, server: CloudWatchServer, source: DataSource): Sized {
  if (counted.kind === 'math' || !isSearchable(counted)) return unsearchable(title);
  const panel = chart({
    title,
    description: 'Of each release that the metric has had of late.',
    source,
    targets: [search('A', counted, counted.stat, server)],
    unit: 'short',
  });
  return { panel, w: 12, h: 8 };
}

function unsearchable(title: string): Sized {
  const why =
    "CloudWatch can't be searched for this: a search finds all values of a dimension, not parts of one, and takes no metric math. `glidepath check-slos` shows the figures.";
  return { panel: text(title, why), w: 12, h: 8 };
}

/** Whether the release alone is the value of a dimension. */
function isSearchable({ dimensions }: CloudWatchMetric): boolean {
  const values = Object.values(dimensions).filter((value) => value.includes(RELEASE_PLACE));
  return values.length > 0 && values.every((value) => value === RELEASE_PLACE);
}

function search(
  refId: string,
  { namespace, metric, dimensions }: CloudWatchMetric,
  statistic: string,
  { region, period }: CloudWatchServer,
): CloudWatchQuery {
  const releases = Object.keys(dimensions).filter((name) => dimensions[name] === RELEASE_PLACE);
  const label = releases.map((name) => `\${PROP('Dim.${name}')}`).join(' ');
  return {
    refId,
    id: '',
    queryMode: 'Metrics',
    metricQueryType: 0,
    metricEditorMode: 0,
    region: region ?? 'default',
    namespace,
    metricName: metric,
    dimensions: Object.fromEntries(
      Object.entries(dimensions).map(([name, value]) => [name, [value === RELEASE_PLACE ? '*' : value]]),
    ),
    matchExact: true,
    statistic,
    period: String(period / 1000),
    label: statistic.startsWith('p') ? `${statistic} ${label}` : label,
    expression: '',
    sqlExpression: '',
  };
}
