import type { CloudWatchCounter, CloudWatchServer, CloudWatchSource, CloudWatchTerm } from './cloudwatch.ts';
import type { CloudWatchServerText } from './file/cloudwatch-server.ts';
import type { CloudWatchTermText, CloudWatchText } from './file/cloudwatch-form.ts';
import { formatDuration } from './text/duration.ts';

/** What an SLO counts, as the file's long form says it. */
export function cloudWatchText({ counts, value }: CloudWatchSource): CloudWatchText {
  const split = { value };
  switch (counts.kind) {
    case 'counts':
      return { total: termText(counts.total), bad: termText(counts.bad), split };
    case 'latency': {
      const { namespace, metric, dimensions } = counts.metric;
      return { latency: { metric, namespace, dimensions: { ...dimensions } }, unit: counts.unit, split };
    }
  }
}

function termText(term: CloudWatchTerm): CloudWatchTermText {
  switch (term.kind) {
    case 'metric':
      return counterText(term);
    case 'math': {
      const metrics = Object.entries(term.metrics).map(([name, one]) => [name, counterText(one)] as const);
      return { math: term.expression, metrics: Object.fromEntries(metrics) };
    }
  }
}

function counterText({ namespace, metric, dimensions, stat }: CloudWatchCounter) {
  return { metric, namespace, dimensions: { ...dimensions }, stat };
}

export function cloudWatchServerText(server: CloudWatchServer): CloudWatchServerText {
  const { region, endpoint, role, timeout, period, delay, maxAge } = server;
  return {
    ...(region === null ? {} : { region }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(role === null ? {} : { role }),
    timeout: formatDuration(timeout),
    period: formatDuration(period),
    delay: formatDuration(delay),
    'max-age': formatDuration(maxAge),
  };
}
